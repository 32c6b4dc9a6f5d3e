package nl.mgz.gateway.consent.gate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.consent.Item;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The choices by which is decided, where a deployment makes them otherwise ({@code mgz.consent.policy}). {@link ConsentPolicy}
 * says what each means; {@code docs/configuration.md} has them in a table.
 */
@ConfigurationProperties("mgz.consent.policy")
public record PolicySettings(
        @DefaultValue("stands") ConsentPolicy.RefusalInEmergency refusalInEmergency,
        @DefaultValue("treatment-includes-break-glass") ConsentPolicy.PurposeLimitedRefusal purposeLimitedRefusal,
        @DefaultValue("opens") ConsentPolicy.PermitNamingBreakGlass permitNamingBreakGlass,
        @DefaultValue("narrowing") ConsentPolicy.RankVariant rankVariant,
        @DefaultValue("counts") ConsentPolicy.NarrowList narrowList,
        @DefaultValue("objection-wins") ConsentPolicy.IncomparableRanks incomparableRanks,
        @DefaultValue("equal") ConsentPolicy.ParentOrganisation parentOrganisation,
        @DefaultValue("denies-outside-emergency") ConsentPolicy.Uninterpretable uninterpretable,
        @DefaultValue("denies") ConsentPolicy.MalformedTask malformedTask,
        @DefaultValue("counts") ConsentPolicy.DenyFormalities denyFormalities,
        @DefaultValue("generous") ConsentPolicy.Withdrawal withdrawal,
        @DefaultValue("deny-covers-wider") ConsentPolicy.SensitivityUpward sensitivityUpward,
        @DefaultValue("at-request") ConsentPolicy.AgeMoment ageMoment,
        @DefaultValue("keeps-counting") ConsentPolicy.Representation representation,
        @DefaultValue("stronger-than-representative") ConsentPolicy.PatientRefusal patientRefusal,
        @DefaultValue("lapses") ConsentPolicy.ParentalRefusal parentalRefusal,
        @DefaultValue("opens") ConsentPolicy.ConsultBeforeAcceptance consultBeforeAcceptance,
        @DefaultValue("task-wins") ConsentPolicy.TaskAgainstRefusal taskAgainstRefusal,
        @DefaultValue("R") Item.Confidentiality unlabelledIs,
        @DefaultValue("N") Item.Confidentiality unlabelledPermitCovers,
        @DefaultValue("12") int togetherFrom,
        @DefaultValue("16") int aloneFrom,

        @DefaultValue({"curator", "mentor", "proxy", "partner", "parent", "child", "sibling"})
        List<String> representatives,

        @DefaultValue({"triage", "emergency"}) List<AccessRequest.OrgCategory> emergencyWithoutRelation,
        @DefaultValue("true") boolean gpMayClaimEmergency,
        @DefaultValue("24h") Duration consultGrace,
        @DefaultValue("90d") Duration consultStaleness,
        @Nullable Duration outcomeOpenFor,
        @DefaultValue("4h") Duration declarationValidFor,

        @DefaultValue({"unable-to-consent", "vital-interest"})
        List<String> declarationGrounds,

        @DefaultValue("10") int reasonLength,
        @DefaultValue("urn:policy:regional-exchange:v1") List<String> recognisedPolicies) {

    ConsentPolicy policy() {
        return ConsentPolicy.builder()
                .refusalInEmergency(refusalInEmergency)
                .purposeLimitedRefusal(purposeLimitedRefusal)
                .permitNamingBreakGlass(permitNamingBreakGlass)
                .rankVariant(rankVariant)
                .narrowList(narrowList)
                .incomparableRanks(incomparableRanks)
                .parentOrganisation(parentOrganisation)
                .uninterpretable(uninterpretable)
                .malformedTask(malformedTask)
                .denyFormalities(denyFormalities)
                .withdrawal(withdrawal)
                .sensitivityUpward(sensitivityUpward)
                .ageMoment(ageMoment)
                .representation(representation)
                .patientRefusal(patientRefusal)
                .parentalRefusal(parentalRefusal)
                .consultBeforeAcceptance(consultBeforeAcceptance)
                .taskAgainstRefusal(taskAgainstRefusal)
                .unlabelledIs(unlabelledIs)
                .unlabelledPermitCovers(unlabelledPermitCovers)
                .togetherFrom(togetherFrom)
                .aloneFrom(aloneFrom)
                .representatives(Set.copyOf(representatives))
                .emergencyWithoutRelation(Set.copyOf(emergencyWithoutRelation))
                .gpMayClaimEmergency(gpMayClaimEmergency)
                .consultGrace(consultGrace)
                .consultStaleness(consultStaleness)
                .outcomeOpenFor(outcomeOpenFor == null ? ChronoUnit.FOREVER.getDuration() : outcomeOpenFor)
                .declarationValidFor(declarationValidFor)
                .declarationGrounds(Set.copyOf(declarationGrounds))
                .reasonLength(reasonLength)
                .recognisedPolicies(Set.copyOf(recognisedPolicies))
                .build();
    }
}
