// Rules that more than one profile uses.
// A closed list of foreign codes is an invariant here and not a required binding: an invariant is decided from the
// resource alone, while a binding needs a code system that may not be held and would then report a false error.

// What every definition of ours says of itself: Dutch first, English after.
RuleSet: Bilingual(nl, en)
* ^publisher = "MGZ Gateway"
* ^description = """
{nl}

{en}
"""

RuleSet: SlicedBySystem
* identifier ^slicing.discriminator[0].type = #value
* identifier ^slicing.discriminator[0].path = "system"
* identifier ^slicing.rules = #open

RuleSet: IdentifierSlice(slice, system)
* identifier[{slice}].system 1..1
* identifier[{slice}].system = "{system}" (exactly)

RuleSet: SlicedByPattern(element)
* {element} ^slicing.discriminator[0].type = #pattern
* {element} ^slicing.discriminator[0].path = "$this"
* {element} ^slicing.rules = #open

Invariant: mgz-subject-1
Description: "Een verwijzing naar de cliënt bevat een reference of een identifier: een naam alleen wijst niemand aan. | A reference to the client has a reference or an identifier: a display name alone points at nobody."
Severity: #error
Expression: "reference.exists() or identifier.exists()"

Invariant: mgz-reference-1
Description: "Een verwijzing bevat een reference of een identifier: een naam alleen wijst niets aan. | A reference has a reference or an identifier: a display name alone points at nothing."
Severity: #error
Expression: "reference.exists() or identifier.exists()"

Invariant: mgz-subject-2
Description: "Zonder cliënt is dit gegeven bij geen dossier te vinden. | Without a client this resource cannot be found with any record."
Severity: #warning
Expression: "subject.exists()"

Invariant: mgz-name-1
Description: "Een voorvoegsel van de eigen achternaam staat niet zonder die achternaam. | A prefix of the own family name does not come without that name."
Severity: #error
Expression: "use = 'official' and family.extension('http://hl7.org/fhir/StructureDefinition/humanname-own-prefix').exists() implies family.extension('http://hl7.org/fhir/StructureDefinition/humanname-own-name').exists()"

Invariant: mgz-name-2
Description: "Een voorvoegsel van de achternaam van de partner staat niet zonder die achternaam. | A prefix of the partner's family name does not come without that name."
Severity: #error
Expression: "use = 'official' and family.extension('http://hl7.org/fhir/StructureDefinition/humanname-partner-prefix').exists() implies family.extension('http://hl7.org/fhir/StructureDefinition/humanname-partner-name').exists()"

Invariant: mgz-dose-1
Description: "Een dosis met een getal heeft een eenheid. | A dose with a number has a unit."
Severity: #error
Expression: "doseAndRate.dose.ofType(Quantity).where(value.exists()).all(unit.exists() or code.exists())"
