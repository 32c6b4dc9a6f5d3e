package nl.mgz.gateway.dossier;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keptMegabytes how much of the pages that were shown last stays in memory
 */
@ConfigurationProperties("mgz.dossier")
record DossierSettings(@DefaultValue("64") int keptMegabytes) {

    DossierSettings {
        if (keptMegabytes < 0) {
            throw new IllegalArgumentException("mgz.dossier.kept-megabytes must not be negative");
        }
    }
}
