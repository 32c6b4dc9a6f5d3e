// Proactive care planning (PZP). A Consent here is a decision on treatment and never a consent to share data:
// the scope keeps the two apart.

Invariant: mgz-treatment-1
Description: "Een behandelgrens heeft een ja of nee (provision.type), of anders een nadere specificatie (modifierExtension SpecificationOther): precies één van de twee. | A treatment directive has a yes or no (provision.type) or else a specification (modifierExtension SpecificationOther): exactly one of the two."
Severity: #error
Expression: "provision.type.exists() xor modifierExtension.where(url = 'http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther').exists()"

Invariant: mgz-treatment-2
Description: "Een behandeling met de code OTH heeft een omschrijving. | A treatment with the code OTH has a text."
Severity: #error
Expression: "provision.code.where(coding.where(system = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor' and code = 'OTH').exists()).all(text.exists())"

Profile: MgzTreatmentDirective
Parent: Consent
Id: mgz-TreatmentDirective
Title: "Behandelgrens | Treatment directive"
* insert Bilingual([[Wat over één behandeling is afgesproken: ja, nee, of een voorwaarde in woorden. Een voorwaarde is geen ja: dan ontbreekt provision.type en is de modifierExtension verplicht.]], [[What was agreed on one treatment: yes, no, or a condition in words. A condition is not a yes: provision.type is absent then and the modifierExtension is mandatory.]])
* obeys mgz-treatment-1 and mgz-treatment-2
* modifierExtension MS
* status MS
* scope = $consent-scope#treatment
* scope MS
* insert SlicedByPattern(category)
* category contains treatmentDirective 1..1 MS
* category[treatmentDirective] = $sct#129125009
* patient 1..1 MS
* patient obeys mgz-subject-1
* dateTime MS
* source[x] MS
* provision 1..1 MS
* provision.type MS
* provision.period MS
* provision.actor MS
* provision.code 1..1 MS

Invariant: mgz-advance-1
Description: "Een wilsverklaring noemt haar soort, een bron of een toelichting. | An advance directive names its kind, a source or a comment."
Severity: #error
Expression: "provision.code.exists() or source.exists() or extension.exists()"

Profile: MgzAdvanceDirective
Parent: Consent
Id: mgz-AdvanceDirective
Title: "Wilsverklaring | Advance directive"
* insert Bilingual([[Een schriftelijke verklaring van de cliënt, vaak met een document en een vertegenwoordiger.]], [[A written statement by the client, often with a document and a representative.]])
* obeys mgz-advance-1
* status MS
* scope = $consent-scope#adr
* scope MS
* insert SlicedByPattern(category)
* category contains advanceDirective 1..1 MS
* category[advanceDirective] = $consent-category#acd
* patient 1..1 MS
* patient obeys mgz-subject-1
* dateTime MS
* source[x] MS
* provision MS
* provision.actor MS
* provision.code 0..1 MS

Profile: MgzGoal
Parent: Goal
Id: mgz-Goal
Title: "Doel | Goal"
* insert Bilingual([[Een doel van de zorg of behandeling.]], [[A goal of care or treatment.]])
* lifecycleStatus MS
* category MS
* description MS
* subject MS
* subject obeys mgz-subject-1
* start[x] MS
* statusDate MS
* note MS

Invariant: mgz-policy-1
Description: "Het beleid is gericht op levensverlenging, op behoud van kwaliteit of op comfort, of is niet bekend. | The policy aims at prolonging life, at keeping quality or at comfort, or is not known."
Severity: #error
Expression: "description.coding.where((system = 'http://snomed.info/sct' and (code = '385987000' or code = '1351964001' or code = '713148004')) or (system = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor' and (code = 'UNK' or code = 'OTH'))).exists()"

Profile: MgzMedicalPolicyGoal
Parent: MgzGoal
Id: mgz-MedicalPolicyGoal
Title: "Doel van het medisch beleid | Goal of the medical policy"
* insert Bilingual([[Waar de behandeling in deze levensfase op is gericht. De nieuwe versie van PZP noemt categorie 713603004, de oude niet.]], [[What treatment aims at in this phase of life. The newer version of PZP gives the category 713603004, the older does not.]])
* obeys mgz-policy-1

RuleSet: AcpObservation(code)
* code = $sct#{code}
* subject 1..1

Profile: MgzSpecificCareWishes
Parent: MgzObservation
Id: mgz-SpecificCareWishes
Title: "Specifieke wensen voor zorg | Specific care wishes"
* insert Bilingual([[Wensen en behoeften in de woorden van de cliënt.]], [[Wishes and needs in the words of the client.]])
* insert AcpObservation(153851000146100)
* value[x] only string
* method = $sct#370819000
* method MS

Invariant: mgz-place-1
Description: "Wie een andere plaats wenst, zegt welke: OTH heeft een omschrijving. | Who wishes another place says which: OTH has a text."
Severity: #warning
Expression: "value.ofType(CodeableConcept).where(coding.where(system = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor' and code = 'OTH').exists()).all(text.exists())"

Profile: MgzPreferredPlaceOfDeath
Parent: MgzObservation
Id: mgz-PreferredPlaceOfDeath
Title: "Gewenste plaats van overlijden | Preferred place of death"
* insert Bilingual([[Waar de cliënt wil overlijden, of dat dit niet bekend is.]], [[Where the client wishes to die, or that this is not known.]])
* obeys mgz-place-1
* insert AcpObservation(395091006)
* value[x] only CodeableConcept

Invariant: mgz-euthanasia-1
Description: "De opvatting over euthanasie is een van de drie afgesproken codes of onbekend. | The position on euthanasia is one of the three agreed codes or unknown."
Severity: #error
Expression: "value.ofType(CodeableConcept).all(coding.where((system = 'http://snomed.info/sct' and (code = '340181000146102' or code = '340201000146103' or code = '340191000146100')) or (system = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor' and code = 'UNK')).exists())"

Profile: MgzEuthanasiaPosition
Parent: MgzObservation
Id: mgz-EuthanasiaPosition
Title: "Opvatting over euthanasie | Position on euthanasia"
* insert Bilingual([[Hoe de cliënt tegenover euthanasie staat. Dit is geen verzoek en geen verklaring.]], [[Where the client stands on euthanasia. This is no request and no directive.]])
* obeys mgz-euthanasia-1
* insert AcpObservation(340171000146104)
* value[x] only CodeableConcept

Invariant: mgz-organ-1
Description: "De keuze over orgaandonatie is vastgelegd, niet vastgelegd of onbekend. | The choice on organ donation is registered, not registered or unknown."
Severity: #error
Expression: "value.ofType(CodeableConcept).all(coding.where((system = 'http://snomed.info/sct' and (code = '373066001' or code = '373067005')) or (system = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor' and code = 'UNK')).exists())"

Profile: MgzOrganDonationChoice
Parent: MgzObservation
Id: mgz-OrganDonationChoice
Title: "Keuze over orgaandonatie vastgelegd | Choice on organ donation registered"
* insert Bilingual([[Of de keuze in het Donorregister staat, niet welke keuze dat is.]], [[Whether the choice is in the donor register, not which choice it is.]])
* obeys mgz-organ-1
* insert AcpObservation(570801000146104)
* value[x] only CodeableConcept
* method MS

Profile: MgzSenseOfPurpose
Parent: MgzObservation
Id: mgz-SenseOfPurpose
Title: "Zingeving en wat verder van belang is | Sense of purpose and what else matters"
* insert Bilingual([[Wat voor de cliënt het leven zin geeft en wat verder belangrijk is om te weten.]], [[What gives meaning to the life of the client and what else is important to know.]])
* insert AcpObservation(247751003)
* value[x] only string

Profile: MgzLegallyCapable
Parent: MgzObservation
Id: mgz-LegallyCapable
Title: "Wilsbekwaam voor medische beslissingen | Capable of medical decisions"
* insert Bilingual([[Of de cliënt op dit moment zelf over medische behandeling kan beslissen, volgens wie, en met welke toelichting.]], [[Whether the client can decide on medical treatment at this moment, according to whom, and with which comment.]])
* insert AcpObservation(665671000146101)
* value[x] only boolean

Invariant: mgz-inform-1
Description: "Het verzoek heeft een datum of een contact waaruit de datum blijkt. | The request has a date or an encounter that gives the date."
Severity: #error
Expression: "authoredOn.exists() or encounter.exists()"

Profile: MgzInformRelativesRequest
Parent: CommunicationRequest
Id: mgz-InformRelativesRequest
Title: "Verzoek om naasten in te lichten | Request to inform relatives"
* insert Bilingual([[De afspraak dat de cliënt zelf naasten vertelt wat is afgesproken.]], [[The agreement that the client tells relatives what was agreed.]])
* obeys mgz-inform-1
* status MS
* insert SlicedByPattern(category)
* category contains informRelatives 1..* MS
* category[informRelatives] = $sct#223449006
* subject 1..1 MS
* subject obeys mgz-subject-1
* encounter MS
* authoredOn MS
* requester 1..1 MS
* recipient MS
* sender 1..1 MS
* insert SlicedByPattern(reasonCode)
* reasonCode contains advanceCarePlanning 1..* MS
* reasonCode[advanceCarePlanning] = $sct#713603004

Profile: MgzCommunication
Parent: Communication
Id: mgz-Communication
Title: "Mededeling | Communication"
* insert Bilingual([[Wat aan wie is gezegd over de cliënt.]], [[What was told to whom about the client.]])
* status MS
* category MS
* topic MS
* subject 1..1 MS
* subject obeys mgz-subject-1
* sent MS
* recipient MS
* sender MS
* reasonCode MS
