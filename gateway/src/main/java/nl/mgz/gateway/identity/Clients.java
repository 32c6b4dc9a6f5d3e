package nl.mgz.gateway.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/** The partners as the token service sees clients. */
@Component
final class Clients implements RegisteredClientRepository {

    private final Partners partners;

    Clients(Partners partners) {
        this.partners = partners;
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("an operator registers partners");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return partners.active(clientId).map(Clients::registered).orElse(null);
    }

    private static RegisteredClient registered(Partner partner) {
        return RegisteredClient.withId(partner.clientId())
                .clientId(partner.clientId())
                .clientName(partner.name())
                .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .clientSettings(keys(partner)
                        .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES384)
                        .setting(TokenService.ALLOWED_SCOPES, partner.scopes())
                        .setting(TokenService.URA, partner.ura().value())
                        .setting(TokenService.NAME, partner.name())
                        .setting(TokenService.KIND, partner.kind().code())
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
                        .accessTokenTimeToLive(TokenService.LIFETIME)
                        .build())
                .build();
    }

    private static ClientSettings.Builder keys(Partner partner) {
        ClientSettings.Builder settings = ClientSettings.builder();
        if (partner.jwks() != null) {
            return settings.setting(ClientKeys.KEYS, partner.jwks());
        }
        return partner.jwksUrl() == null ? settings : settings.setting(ClientKeys.ADDRESS, partner.jwksUrl());
    }
}
