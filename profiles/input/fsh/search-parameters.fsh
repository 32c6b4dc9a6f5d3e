// Search parameters that R4 lacks and that partners in the region use.

RuleSet: TokenSearch(code, base, expression)
* insert SearchParameterHead
* code = #{code}
* base = #{base}
* type = #token
* expression = "{expression}"

RuleSet: SearchParameterHead
* version = "0.1.0"
* status = #active
* publisher = "MGZ Gateway"
* jurisdiction = urn:iso:std:iso:3166#NL
* xpathUsage = #normal

Instance: mgz-Communication-reason-code
InstanceOf: SearchParameter
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/SearchParameter/mgz-Communication-reason-code"
* name = "MgzCommunicationReasonCode"
* description = "Mededelingen op reden; de oude versie van PZP vraagt hierom. | Communications by reason; the older version of PZP asks for it."
* insert TokenSearch(reason-code, Communication, Communication.reasonCode)

Instance: mgz-Goal-description
InstanceOf: SearchParameter
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/SearchParameter/mgz-Goal-description"
* name = "MgzGoalDescription"
* description = "Doelen op hun code, zoals in R5; zo zijn ook doelen zonder categorie te vinden. | Goals by their code, as in R5; this also finds goals without a category."
* insert TokenSearch(description, Goal, Goal.description)

Instance: mgz-Flag-category
InstanceOf: SearchParameter
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/SearchParameter/mgz-Flag-category"
* name = "MgzFlagCategory"
* description = "Waarschuwingen op categorie, zoals in R5 en nl-core. | Alerts by category, as in R5 and nl-core."
* insert TokenSearch(category, Flag, Flag.category)

Instance: mgz-MedicationDispense-category
InstanceOf: SearchParameter
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/SearchParameter/mgz-MedicationDispense-category"
* name = "MgzMedicationDispenseCategory"
* description = "Verstrekkingen en toedieningsafspraken op categorie; de BgZ vraagt hierom. | Dispenses and administration agreements by category; the BgZ asks for it."
* insert TokenSearch(category, MedicationDispense, MedicationDispense.category)
