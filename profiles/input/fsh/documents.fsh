// Documents: the patient summary and the contact report.

Invariant: mgz-section-1
Description: "Een onderdeel van de samenvatting bevat gegevens of zegt waarom het leeg is. | A section of the summary has entries or says why it is empty."
Severity: #error
Expression: "entry.exists() or section.exists() or emptyReason.exists()"

Profile: MgzPatientSummary
Parent: Composition
Id: mgz-PatientSummary
Title: "Patiëntsamenvatting | Patient summary"
* insert Bilingual([[De samenvatting waarmee een triagist of waarnemer begint: problemen, allergieën, medicatie, verrichtingen en hulpmiddelen, elk precies één keer, en daarna wat de regio verder deelt.]], [[The summary from which a triage nurse or locum starts: problems, allergies, medication, procedures and devices, each exactly once, and after those whatever else the region shares.]])
* identifier 1..1 MS
* status MS
* type = $loinc#60591-5
* type MS
* subject 1..1 MS
* subject obeys mgz-subject-1
* date MS
* author MS
* title MS
* attester MS
* custodian MS
* section 5..* MS
* section obeys mgz-section-1
* section ^slicing.discriminator[0].type = #pattern
* section ^slicing.discriminator[0].path = "code"
* section ^slicing.rules = #open
* section.title 1..1 MS
* section.code 1..1 MS
* section.entry MS
* section.emptyReason MS
* section contains
    problems 1..1 MS and
    allergies 1..1 MS and
    medication 1..1 MS and
    procedures 1..1 MS and
    devices 1..1 MS
* section[problems].code = $loinc#11450-4
* section[allergies].code = $loinc#48765-2
* section[medication].code = $loinc#10160-0
* section[procedures].code = $loinc#47519-4
* section[devices].code = $loinc#46264-8

Invariant: mgz-soep-1
Description: "Een SOEP-verslag heeft ten hoogste vier SOEP-onderdelen. | A SOAP report has at most four SOAP sections."
Severity: #error
Expression: "section.where(code.coding.where(system = 'http://snomed.info/sct' and (code = '255362007' or code = '260224007' or code = '129265001' or code = '129271007')).exists()).count() <= 4"

Invariant: mgz-soep-2
Description: "Een SOEP-onderdeel verwijst naar ten minste één regel. | A SOAP section refers to at least one line."
Severity: #error
Expression: "code.coding.where(system = 'http://snomed.info/sct' and (code = '255362007' or code = '260224007' or code = '129265001' or code = '129271007')).exists() implies entry.exists()"

Invariant: mgz-soep-3
Description: "Elke SOEP-letter komt ten hoogste één keer voor en andere onderdelen komen niet voor. | Every SOAP letter comes at most once, and there are no other sections."
Severity: #warning
Expression: "section.code.coding.where(system = 'http://snomed.info/sct').code.isDistinct() and section.all(code.coding.where(system = 'http://snomed.info/sct' and (code = '255362007' or code = '260224007' or code = '129265001' or code = '129271007')).exists())"

Profile: MgzContactReport
Parent: Composition
Id: mgz-ContactReport
Title: "Contactverslag (SOEP) | Contact report (SOAP)"
* insert Bilingual([[Het verslag van een contact in ten hoogste vier delen: subjectief, objectief, evaluatie, plan. Ook de terugrapportage van de triagedienst aan de huisarts.]], [[The report of a contact in at most four parts: subjective, objective, evaluation, plan. Also what the triage service reports back to the general practitioner.]])
* obeys mgz-soep-1 and mgz-soep-3 and mgz-subject-2
* extension contains MgzNtsUrgency named urgency 0..1 MS
* status MS
* type = $sct#11591000146107
* type MS
* subject MS
* subject obeys mgz-subject-1
* encounter MS
* date MS
* author 1..1 MS
* title MS
* section MS
* section obeys mgz-soep-2
* section.code MS
* section.entry MS
