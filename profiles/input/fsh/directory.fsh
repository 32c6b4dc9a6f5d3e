// The regional directory: who offers what, where, and at which address.

Invariant: mgz-organization-1
Description: "Een URA bestaat uit acht cijfers. | A URA has eight digits."
Severity: #error
Expression: "identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/ura' and value.hasValue()).all(value.matches('^[0-9]{8}$'))"

Invariant: mgz-organization-2
Description: "Een organisatie heeft niet twee verschillende URA's. | An organisation does not have two different URAs."
Severity: #error
Expression: "identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/ura').value.distinct().count() <= 1"

Invariant: mgz-organization-3
Description: "Een AGB-code bestaat uit acht cijfers. | An AGB code has eight digits."
Severity: #warning
Expression: "identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/agb-z' and value.hasValue()).all(value.matches('^[0-9]{8}$'))"

Profile: MgzOrganization
Parent: Organization
Id: mgz-Organization
Title: "Zorgaanbieder | Healthcare provider"
* insert Bilingual([[Een praktijk, instelling, triagedienst of afdeling. Het type bepaalt mee wat een organisatie mag zien en komt daarom uit de regionale gids, niet van de aanvrager.]], [[A practice, institution, triage service or department. The type is part of what decides which data an organisation may see, so it comes from the regional directory and not from the one who asks.]])
* obeys mgz-organization-1 and mgz-organization-2 and mgz-organization-3
* insert SlicedBySystem
* identifier contains ura 0..* MS and agb 0..* MS
* insert IdentifierSlice(ura, http://fhir.nl/fhir/NamingSystem/ura)
* insert IdentifierSlice(agb, http://fhir.nl/fhir/NamingSystem/agb-z)
* active MS
* type MS
* type ^comment = "http://nictiz.nl/fhir/NamingSystem/organization-type, for example Z3, H1, N6, G6; a department by its specialty, urn:oid:2.16.840.1.113883.2.4.6.7."
* name MS
* telecom MS
* address MS
* partOf MS
* endpoint MS

Profile: MgzHealthcareService
Parent: HealthcareService
Id: mgz-HealthcareService
Title: "Zorgdienst | Healthcare service"
* insert Bilingual([[Wat een organisatie aanbiedt en waarheen een verzoek kan gaan: meekijkconsult, achterwacht, aanrijdteam. De aanbieder is bekend, want hij wordt eigenaar van het verzoek.]], [[What an organisation offers and where a request can go: advice at a distance, doctor on call, mobile nursing team. The provider is known, because it becomes the owner of the request.]])
* active MS
* providedBy 1..1 MS
* providedBy obeys mgz-reference-1
* type MS
* specialty MS
* location MS
* name MS
* telecom MS
* availableTime MS
* endpoint MS

Invariant: mgz-endpoint-1
Description: "Een FHIR-adres is versleuteld bereikbaar: https (http alleen op de eigen machine). | A FHIR address is reached encrypted: https (http on the own machine only)."
Severity: #error
Expression: "connectionType.code.startsWith('hl7-fhir') implies (address.startsWith('https://') or address.matches('^http://(localhost|127[.]0[.]0[.]1)([:/].*)?$'))"

Profile: MgzEndpoint
Parent: Endpoint
Id: mgz-Endpoint
Title: "Elektronisch adres | Electronic address"
* insert Bilingual([[Waar een organisatie gegevens of meldingen ontvangt, en van wie dat adres is.]], [[Where an organisation receives data or notifications, and whose address it is.]])
* obeys mgz-endpoint-1
* status MS
* connectionType MS
* managingOrganization 1..1 MS
* managingOrganization obeys mgz-reference-1
* payloadType MS
* payloadMimeType MS
* address MS

Invariant: mgz-location-1
Description: "Een locatie is te herkennen aan een naam, adres, identificatie of organisatie. | A location is known by a name, an address, an identifier or an organisation."
Severity: #error
Expression: "name.exists() or address.exists() or identifier.exists() or managingOrganization.exists()"

Profile: MgzLocation
Parent: Location
Id: mgz-Location
Title: "Locatie | Location"
* insert Bilingual([[Een plek waar zorg wordt gegeven of waar een cliënt woont, ook voor wie er met spoed naartoe rijdt.]], [[A place where care is given or where a client lives, also for those who drive there in a hurry.]])
* obeys mgz-location-1
* status MS
* name MS
* type MS
* telecom MS
* address MS
* managingOrganization MS
