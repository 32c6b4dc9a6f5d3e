package nl.mgz.gateway.sandbox.region;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.Quantity;

/** What is measured, with its LOINC code and UCUM unit; {@code slot} is its name in the report texts. */
enum Vital {
    BLOOD_PRESSURE("rr", "85354-9", "Blood pressure panel with all children optional", "mmHg", "mm[Hg]", true),
    PULSE("pols", "8867-4", "Heart rate", "/min", "/min", true),
    TEMPERATURE("temp", "8310-5", "Body temperature", "°C", "Cel", true),
    SATURATION("sat", "2708-6", "Oxygen saturation in Arterial blood", "%", "%", true),
    RESPIRATION("adem", "9279-1", "Respiratory rate", "/min", "/min", true),
    WEIGHT("gewicht", "29463-7", "Body weight", "kg", "kg", true),
    GLUCOSE("glucose", "14749-6", "Glucose [Moles/volume] in Serum or Plasma", "mmol/l", "mmol/L", false),
    HBA1C(
            "hba1c",
            "59261-8",
            "Hemoglobin A1c/Hemoglobin.total in Blood by IFCC protocol",
            "mmol/mol",
            "mmol/mol",
            false),
    EGFR("egfr", "62238-1", "GFR/1.73 sq M.predicted by CKD-EPI", "ml/min/1,73 m²", "mL/min/{1.73_m2}", false),
    POTASSIUM("potassium", "2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/l", "mmol/L", false),
    TSH("tsh", "3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", "mE/l", "m[IU]/L", false);

    static final String SYSTOLIC = "8480-6";
    static final String DIASTOLIC = "8462-4";

    final String slot;
    final String loinc;
    final String display;
    final boolean vitalSign;
    private final String unit;
    private final String ucum;

    Vital(String slot, String loinc, String display, String unit, String ucum, boolean vitalSign) {
        this.slot = slot;
        this.loinc = loinc;
        this.display = display;
        this.unit = unit;
        this.ucum = ucum;
        this.vitalSign = vitalSign;
    }

    static Vital ofSlot(String slot) {
        for (Vital vital : values()) {
            if (vital.slot.equals(slot)) {
                return vital;
            }
        }
        throw new IllegalArgumentException("not measured here: " + slot);
    }

    Quantity quantity(String value) {
        return new Quantity()
                .setValue(new BigDecimal(value))
                .setUnit(unit)
                .setSystem(Codes.UCUM)
                .setCode(ucum);
    }
}
