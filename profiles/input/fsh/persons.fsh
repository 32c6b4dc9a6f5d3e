// The client and the people around the client.

Invariant: mgz-patient-1
Description: "Een BSN bestaat uit negen cijfers. | A BSN has nine digits."
Severity: #error
Expression: "identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/bsn' and value.hasValue()).all(value.matches('^[0-9]{9}$'))"

Invariant: mgz-patient-2
Description: "Een cliënt heeft niet twee verschillende BSN's. | A client does not have two different BSNs."
Severity: #error
Expression: "identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/bsn').value.distinct().count() <= 1"

Profile: MgzPatient
Parent: Patient
Id: mgz-Patient
Title: "Cliënt | Client"
* insert Bilingual([[De cliënt over wie de regio gegevens deelt: identiteit, naam, contactpersonen en huisarts. De elfproef op het BSN doet de gateway zelf.]], [[The client about whom the region shares data: identity, name, contacts and general practitioner. The gateway itself applies the eleven-test to the BSN.]])
* obeys mgz-patient-1 and mgz-patient-2
* insert SlicedBySystem
* identifier contains bsn 0..* MS
* insert IdentifierSlice(bsn, http://fhir.nl/fhir/NamingSystem/bsn)
* name MS
* name obeys mgz-name-1 and mgz-name-2
* telecom MS
* gender MS
* birthDate MS
* deceased[x] MS
* address MS
* contact MS
* contact.relationship MS
* contact.name MS
* contact.telecom MS
* communication MS
* generalPractitioner MS
* managingOrganization MS

Invariant: mgz-relatedperson-1
Description: "Een rolcode van een contactpersoon bestaat uit twee cijfers. | A contact role code has two digits."
Severity: #error
Expression: "relationship.coding.where(system = 'urn:oid:2.16.840.1.113883.2.4.3.11.22.472').all(code.matches('^[0-9]{2}$'))"

Invariant: mgz-relatedperson-2
Description: "Een contactpersoon heeft een naam of een manier om hem te bereiken. | A contact person has a name or a way to be reached."
Severity: #warning
Expression: "name.exists() or telecom.exists()"

Profile: MgzRelatedPerson
Parent: RelatedPerson
Id: mgz-RelatedPerson
Title: "Contactpersoon | Contact person"
* insert Bilingual([[Familie, mentor, curator of een ander uit de omgeving van de cliënt. De rolcode zegt wie iemand is of zal worden; of iemand de cliënt nu vertegenwoordigt blijkt niet uit code 24 alleen.]], [[Family, mentor, guardian or somebody else close to the client. The role code says who somebody is or will become; code 24 alone does not prove that the person represents the client now.]])
* obeys mgz-relatedperson-1 and mgz-relatedperson-2
* patient 1..1 MS
* patient obeys mgz-subject-1
* relationship MS
* relationship ^comment = "Roles: urn:oid:2.16.840.1.113883.2.4.3.11.22.472 (contact role), v3-RoleCode (family relation), SNOMED CT 310141000146103 (written proxy)."
* name MS
* name obeys mgz-name-1 and mgz-name-2
* telecom MS
* address MS
* period MS

Invariant: mgz-practitioner-1
Description: "Een zorgverlener heeft een naam of een identificatie. | A practitioner has a name or an identifier."
Severity: #error
Expression: "name.exists() or identifier.exists()"

Profile: MgzPractitioner
Parent: Practitioner
Id: mgz-Practitioner
Title: "Zorgverlener of begeleider | Practitioner or care worker"
* insert Bilingual([[De persoon die zorg verleent. Een begeleider heeft meestal geen UZI-, AGB- of BIG-nummer en wordt herkend aan het nummer van zijn organisatie.]], [[The person who gives care. A care worker in disability care mostly has no UZI, AGB or BIG number and is known by a number of the own organisation.]])
* obeys mgz-practitioner-1
* insert SlicedBySystem
* identifier contains uzi 0..* MS and agb 0..* MS and big 0..* MS
* insert IdentifierSlice(uzi, http://fhir.nl/fhir/NamingSystem/uzi-nr-pers)
* insert IdentifierSlice(agb, http://fhir.nl/fhir/NamingSystem/agb-z)
* insert IdentifierSlice(big, http://fhir.nl/fhir/NamingSystem/big)
* name MS
* name obeys mgz-name-1 and mgz-name-2
* telecom MS
* qualification MS

Invariant: mgz-practitionerrole-1
Description: "Een rol zegt wie, waar of wat: een zorgverlener, een organisatie, een rolcode of een specialisme. | A role says who, where or what: a practitioner, an organisation, a role code or a specialty."
Severity: #error
Expression: "practitioner.exists() or organization.exists() or code.exists() or specialty.exists()"

Invariant: mgz-practitionerrole-2
Description: "Een UZI-rolcode heeft de vorm nn.nnn. | A UZI role code has the form nn.nnn."
Severity: #error
Expression: "(code | specialty).coding.where(system = 'http://fhir.nl/fhir/NamingSystem/uzi-rolcode').all(code.matches('^[0-9]{2}[.][0-9]{3}$'))"

Profile: MgzPractitionerRole
Parent: PractitionerRole
Id: mgz-PractitionerRole
Title: "Rol van een zorgverlener | Role of a practitioner"
* insert Bilingual([[De rol waarin een zorgverlener of begeleider bij een organisatie werkt. Voor een begeleider bestaat geen UZI-rolcode; daarvoor is er mgz-care-role.]], [[The role in which a practitioner or care worker works for an organisation. There is no UZI role code for a care worker in disability care; mgz-care-role has one.]])
* obeys mgz-practitionerrole-1 and mgz-practitionerrole-2
* practitioner MS
* organization MS
* code MS
* code from $vs-care-role (example)
* code ^comment = "UZI role codes (http://fhir.nl/fhir/NamingSystem/uzi-rolcode), or mgz-care-role for a role without one."
* specialty MS
* location MS
* healthcareService MS
* telecom MS
* period MS
