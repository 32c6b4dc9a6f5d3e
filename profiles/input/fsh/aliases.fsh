// Code systems and naming systems, each under one short name.

Alias: $sct = http://snomed.info/sct
Alias: $loinc = http://loinc.org
Alias: $ucum = http://unitsofmeasure.org
Alias: $null-flavor = http://terminology.hl7.org/CodeSystem/v3-NullFlavor
Alias: $role-code = http://terminology.hl7.org/CodeSystem/v3-RoleCode
Alias: $consent-scope = http://terminology.hl7.org/CodeSystem/consentscope
Alias: $consent-category = http://terminology.hl7.org/CodeSystem/consentcategorycodes
Alias: $observation-category = http://terminology.hl7.org/CodeSystem/observation-category

Alias: $bsn = http://fhir.nl/fhir/NamingSystem/bsn
Alias: $uzi-person = http://fhir.nl/fhir/NamingSystem/uzi-nr-pers
Alias: $ura = http://fhir.nl/fhir/NamingSystem/ura
Alias: $agb = http://fhir.nl/fhir/NamingSystem/agb-z
Alias: $big = http://fhir.nl/fhir/NamingSystem/big

// Ours: the code systems and value sets live in the terminology module.
Alias: $careplan-kind = https://mgz-gateway.nl/fhir/CodeSystem/mgz-careplan-kind
Alias: $consultation-kind = https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-kind
Alias: $vs-care-role = https://mgz-gateway.nl/fhir/ValueSet/mgz-care-role
Alias: $vs-careplan-kind = https://mgz-gateway.nl/fhir/ValueSet/mgz-careplan-kind
Alias: $vs-consultation-kind = https://mgz-gateway.nl/fhir/ValueSet/mgz-consultation-kind
Alias: $vs-nts-urgency = https://mgz-gateway.nl/fhir/ValueSet/mgz-nts-urgency
Alias: $vs-signaling-phase = https://mgz-gateway.nl/fhir/ValueSet/mgz-signaling-phase
