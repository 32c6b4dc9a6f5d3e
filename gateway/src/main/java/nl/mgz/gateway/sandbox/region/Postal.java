package nl.mgz.gateway.sandbox.region;

import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Address.AddressType;
import org.hl7.fhir.r4.model.Address.AddressUse;
import org.hl7.fhir.r4.model.StringType;

/** An address in the nl-core shape; places and postcodes of the region are made up. */
record Postal(String street, String number, String postcode, String place) {

    static Postal of(RegionFiles.Row row) {
        return new Postal(row.get("street"), row.get("number"), row.get("postcode"), row.get("place"));
    }

    Address home() {
        return address(AddressUse.HOME, "HP", "Primary Home").setType(AddressType.BOTH);
    }

    Address work() {
        return address(AddressUse.WORK, "WP", "Work Place");
    }

    private Address address(AddressUse use, String type, String display) {
        Address address =
                new Address().setUse(use).setCity(place).setPostalCode(postcode).setCountry("Nederland");
        address.addExtension(
                Codes.NICTIZ + "ext-AddressInformation.AddressType",
                Codes.concept(Codes.HL7 + "v3-AddressUse", type, display));
        StringType line = address.addLineElement();
        line.setValue(street + " " + number);
        line.addExtension(Codes.EXTENSION + "iso21090-ADXP-streetName", new StringType(street));
        line.addExtension(Codes.EXTENSION + "iso21090-ADXP-houseNumber", new StringType(number));
        return address;
    }
}
