package nl.mgz.gateway.sandbox.region;

import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** A Dutch name: first name, the name people use, own family name and sometimes that of the partner in front. */
record PersonName(
        String given, String call, Family own, @Nullable Family partner) {

    /** A family name with its prefix, such as "van der" Meer; the prefix may be empty. */
    record Family(String prefix, String name) {

        String full() {
            return prefix.isEmpty() ? name : prefix + " " + name;
        }
    }

    String family() {
        return partner == null ? own.full() : partner.full() + "-" + own.full();
    }

    String full() {
        return given + " " + family();
    }

    /** As in "mevrouw Van der Meer": without a first name in front, the prefix gets a capital. */
    String familyAfterTitle() {
        return Phrases.capital(family());
    }

    /** The official name of nl-core, with the parts of the family name and the kind of first name in extensions. */
    HumanName official() {
        HumanName name = new HumanName().setUse(NameUse.OFFICIAL).setText(full());
        name.addExtension(Codes.EXTENSION + "humanname-assembly-order", new CodeType(partner == null ? "NL1" : "NL3"));
        StringType family = name.setFamily(family()).getFamilyElement();
        addParts(family, "own", own);
        if (partner != null) {
            addParts(family, "partner", partner);
        }
        name.addGivenElement()
                .setValue(given)
                .addExtension(Codes.EXTENSION + "iso21090-EN-qualifier", new CodeType("BR"));
        return name;
    }

    private static void addParts(StringType element, String whose, Family family) {
        String base = Codes.EXTENSION + "humanname-" + whose;
        if (!family.prefix().isEmpty()) {
            element.addExtension(base + "-prefix", new StringType(family.prefix()));
        }
        element.addExtension(base + "-name", new StringType(family.name()));
    }

    HumanName usual() {
        return new HumanName().setUse(NameUse.USUAL).addGiven(call);
    }
}
