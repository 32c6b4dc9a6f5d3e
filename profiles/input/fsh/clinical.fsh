// The clinical record: what a general practitioner, a care organisation and a triage service share.

Invariant: mgz-allergy-1
Description: "Een allergie noemt de stof, als code of bij de reactie, tenzij de registratie een vergissing was. | An allergy names the substance, as its code or in a reaction, unless it was entered in error."
Severity: #error
Expression: "code.exists() or reaction.substance.exists() or verificationStatus.coding.where(code = 'entered-in-error').exists()"

Profile: MgzAllergyIntolerance
Parent: AllergyIntolerance
Id: mgz-AllergyIntolerance
Title: "Allergie of intolerantie | Allergy or intolerance"
* insert Bilingual([[Waar de cliënt niet tegen kan, of de uitspraak dat er niets bekend is.]], [[What the client does not tolerate, or the statement that nothing is known.]])
* obeys mgz-allergy-1
* patient MS
* patient obeys mgz-subject-1
* clinicalStatus MS
* verificationStatus MS
* category MS
* criticality MS
* code MS
* onset[x] MS
* note MS
* reaction MS
* reaction.manifestation MS

Invariant: mgz-problem-1
Description: "Een ICPC-1-NL-code is een letter met twee cijfers, eventueel met een onderverdeling van twee cijfers. | An ICPC-1-NL code is a letter and two digits, with two more digits for a subdivision."
Severity: #error
Expression: "code.coding.where(system = 'http://hl7.org/fhir/sid/icpc-1-nl' or system = 'urn:oid:2.16.840.1.113883.2.4.4.31.1').all(code.matches('^[A-Z][0-9]{2}([.][0-9]{2})?$'))"

Profile: MgzProblem
Parent: Condition
Id: mgz-Problem
Title: "Probleem | Problem"
* insert Bilingual([[Een klacht, diagnose of probleem, van de huisarts meestal in ICPC-1-NL, van anderen meestal in SNOMED CT.]], [[A complaint, diagnosis or problem, from a general practitioner mostly in ICPC-1-NL, from others mostly in SNOMED CT.]])
* obeys mgz-problem-1
* clinicalStatus MS
* verificationStatus MS
* category MS
* code 1..1 MS
* bodySite MS
* subject MS
* subject obeys mgz-subject-1
* onset[x] MS
* abatement[x] MS
* note MS

Invariant: mgz-legal-1
Description: "Een juridische situatie is een juridische status of een vertegenwoordiging. | A legal situation is a legal status or a representation."
Severity: #error
Expression: "category.coding.where(system = 'http://snomed.info/sct' and (code = '303186005' or code = '151701000146105')).exists()"

Profile: MgzLegalSituation
Parent: Condition
Id: mgz-LegalSituation
Title: "Juridische situatie | Legal situation"
* insert Bilingual([[Een juridische status (SNOMED CT 303186005) of een vertegenwoordiging zoals mentorschap of curatele (151701000146105), met begin en einde.]], [[A legal status (SNOMED CT 303186005) or a representation such as mentorship or guardianship (151701000146105), with its start and end.]])
* obeys mgz-legal-1
* clinicalStatus MS
* category 1..* MS
* code 1..1 MS
* code.coding 1..* MS
* subject MS
* subject obeys mgz-subject-1
* onset[x] MS
* abatement[x] MS

Profile: MgzMedicationStatement
Parent: MedicationStatement
Id: mgz-MedicationStatement
Title: "Medicatiegebruik | Medication use"
* insert Bilingual([[Wat de cliënt gebruikt, volgens wie, en hoe. Een dosis zonder eenheid wordt geweigerd.]], [[What the client uses, according to whom, and how. A dose without a unit is refused.]])
* status MS
* medication[x] MS
* subject MS
* subject obeys mgz-subject-1
* effective[x] MS
* dateAsserted MS
* informationSource MS
* reasonCode MS
* note MS
* dosage MS
* dosage obeys mgz-dose-1

Profile: MgzMedicationRequest
Parent: MedicationRequest
Id: mgz-MedicationRequest
Title: "Medicatieafspraak of voorschrift | Medication agreement or prescription"
* insert Bilingual([[Wat is afgesproken of voorgeschreven, door wie en wanneer. Een dosis zonder eenheid wordt geweigerd.]], [[What was agreed or prescribed, by whom and when. A dose without a unit is refused.]])
* status MS
* intent MS
* category MS
* medication[x] MS
* subject MS
* subject obeys mgz-subject-1
* authoredOn MS
* requester MS
* reasonCode MS
* note MS
* dosageInstruction MS
* dosageInstruction obeys mgz-dose-1

Profile: MgzProcedure
Parent: Procedure
Id: mgz-Procedure
Title: "Verrichting | Procedure"
* insert Bilingual([[Een uitgevoerde handeling, ook het gesprek over proactieve zorgplanning.]], [[An act that was carried out, the conversation on advance care planning included.]])
* status MS
* category MS
* code 1..1 MS
* subject MS
* subject obeys mgz-subject-1
* encounter MS
* performed[x] MS
* performer MS
* reasonReference MS

Profile: MgzEncounter
Parent: Encounter
Id: mgz-Encounter
Title: "Contact | Encounter"
* insert Bilingual([[Een contact tussen de cliënt of zijn omgeving en de zorg, ook op afstand (VR) of thuis (HH).]], [[A contact of the client, or those around the client, with care, also at a distance (VR) or at home (HH).]])
* obeys mgz-subject-2
* extension contains MgzNtsUrgency named urgency 0..1 MS
* status MS
* class MS
* class.system 1..1
* class.code 1..1
* subject MS
* subject obeys mgz-subject-1
* participant MS
* period MS
* reasonCode MS
* reasonReference MS
* serviceProvider MS

Invariant: mgz-flag-1
Description: "Een waarschuwing die naar een probleem verwijst heeft zelf geen inhoud: de code is data-absent-reason not-applicable. | An alert that points at a problem has no content of its own: its code is data-absent-reason not-applicable."
Severity: #error
Expression: "extension('http://hl7.org/fhir/StructureDefinition/flag-detail').exists() implies code.coding.where(system = 'http://terminology.hl7.org/CodeSystem/data-absent-reason' and code = 'not-applicable').exists()"

Invariant: mgz-flag-2
Description: "Een waarschuwing zonder eigen inhoud verwijst naar een probleem: anders zegt zij niets. | An alert without content of its own points at a problem: otherwise it says nothing."
Severity: #error
Expression: "code.coding.where(system = 'http://terminology.hl7.org/CodeSystem/data-absent-reason' and code = 'not-applicable').exists() implies (extension('http://hl7.org/fhir/StructureDefinition/flag-detail').exists() or code.text.exists())"

Profile: MgzFlag
Parent: Flag
Id: mgz-Flag
Title: "Waarschuwing | Alert"
* insert Bilingual([[Wat ieder die met de cliënt te maken krijgt meteen moet weten.]], [[What everybody who meets the client must know at once.]])
* obeys mgz-flag-1 and mgz-flag-2
* status MS
* category MS
* code MS
* subject MS
* subject obeys mgz-subject-1
* period MS
* author MS

Profile: MgzCareTeam
Parent: CareTeam
Id: mgz-CareTeam
Title: "Zorgteam | Care team"
* insert Bilingual([[Wie bij de behandeling betrokken is. Dit team kan een grond zijn om gegevens te delen, dus ieder lid is een aanwijsbaar lid.]], [[Who is involved in the treatment. This team can be a ground for sharing data, so every member can be pointed at.]])
* obeys mgz-subject-2
* status MS
* subject MS
* subject obeys mgz-subject-1
* period MS
* participant MS
* participant.role MS
* participant.member 1..1 MS
* participant.member obeys mgz-reference-1
* participant.period MS
* managingOrganization MS

Profile: MgzDeviceUseStatement
Parent: DeviceUseStatement
Id: mgz-DeviceUseStatement
Title: "Gebruik van een hulpmiddel | Use of a device"
* insert Bilingual([[Een hulpmiddel of implantaat dat de cliënt heeft, bijvoorbeeld een ICD.]], [[A device or implant that the client has, for example an ICD.]])
* status MS
* subject MS
* subject obeys mgz-subject-1
* timing[x] MS
* device MS
* device obeys mgz-reference-1
* reasonReference MS
* bodySite MS
* note MS

Invariant: mgz-device-1
Description: "Een hulpmiddel is te herkennen: aan soort, naam, nummer of UDI. | A device can be known: by its type, name, number or UDI."
Severity: #error
Expression: "type.exists() or deviceName.exists() or identifier.exists() or udiCarrier.exists()"

Profile: MgzDevice
Parent: Device
Id: mgz-Device
Title: "Hulpmiddel | Device"
* insert Bilingual([[Het hulpmiddel zelf: soort, productcode en UDI.]], [[The device itself: type, product code and UDI.]])
* obeys mgz-device-1
* identifier MS
* udiCarrier MS
* deviceName MS
* type MS
* patient MS
* note MS
