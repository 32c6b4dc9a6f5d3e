// Observations: the general one and the vital signs.

Invariant: mgz-observation-1
Description: "Een observatie zegt iets: een waarde, een onderdeel, een verwijzing, een toelichting of waarom er geen waarde is. | An observation says something: a value, a component, a reference, a note or why there is no value."
Severity: #error
Expression: "value.exists() or dataAbsentReason.exists() or component.exists() or hasMember.exists() or derivedFrom.exists() or interpretation.exists() or note.exists() or bodySite.exists() or extension.exists() or status != 'final'"

Profile: MgzObservation
Parent: Observation
Id: mgz-Observation
Title: "Observatie | Observation"
* insert Bilingual([[Een waarneming waarvoor geen eigen profiel bestaat, ook een regel van een SOEP-verslag.]], [[An observation without a profile of its own, a line of a SOAP report included.]])
* obeys mgz-observation-1 and mgz-subject-2
* status MS
* category MS
* code MS
* subject MS
* subject obeys mgz-subject-1
* encounter MS
* effective[x] MS
* performer MS
* value[x] MS
* dataAbsentReason MS
* note MS

Invariant: mgz-vitals-1
Description: "Een bloeddruk heeft een bovendruk en een onderdruk. | A blood pressure has a systolic and a diastolic part."
Severity: #error
Expression: "code.coding.where(system = 'http://loinc.org' and code = '85354-9').exists() implies (component.code.coding.where(system = 'http://loinc.org' and code = '8480-6').exists() and component.code.coding.where(system = 'http://loinc.org' and code = '8462-4').exists())"

Invariant: mgz-vitals-2
Description: "Gewicht, temperatuur, hartslag, zuurstofsaturatie en bloeddruk staan in de UCUM-eenheid die iedereen leest: kg of g, Cel, /min, %, mm[Hg]. | Weight, temperature, heart rate, oxygen saturation and blood pressure are in the UCUM unit that everybody reads: kg or g, Cel, /min, %, mm[Hg]."
Severity: #error
Expression: "(code.coding.where(system = 'http://loinc.org' and code = '29463-7').exists() implies value.ofType(Quantity).all(system = 'http://unitsofmeasure.org' and (code = 'kg' or code = 'g'))) and (code.coding.where(system = 'http://loinc.org' and code = '8310-5').exists() implies value.ofType(Quantity).all(system = 'http://unitsofmeasure.org' and code = 'Cel')) and (code.coding.where(system = 'http://loinc.org' and code = '8867-4').exists() implies value.ofType(Quantity).all(system = 'http://unitsofmeasure.org' and code = '/min')) and (code.coding.where(system = 'http://loinc.org' and (code = '2708-6' or code = '59408-5')).exists() implies value.ofType(Quantity).all(system = 'http://unitsofmeasure.org' and code = '%')) and component.where(code.coding.where(system = 'http://loinc.org' and (code = '8480-6' or code = '8462-4')).exists()).value.ofType(Quantity).all(system = 'http://unitsofmeasure.org' and code = 'mm[Hg]')"

Invariant: mgz-vitals-3
Description: "Een meting heeft een waarde, onderdelen of een reden waarom zij ontbreekt. | A measurement has a value, components or a reason why it is absent."
Severity: #error
Expression: "value.exists() or dataAbsentReason.exists() or component.exists() or hasMember.exists()"

Profile: MgzVitalSigns
Parent: MgzObservation
Id: mgz-VitalSigns
Title: "Vitale functies | Vital signs"
* insert Bilingual([[Bloeddruk, gewicht, temperatuur, hartslag, zuurstofsaturatie en andere metingen uit de categorie vital-signs.]], [[Blood pressure, weight, temperature, heart rate, oxygen saturation and other measurements of the category vital-signs.]])
* obeys mgz-vitals-1 and mgz-vitals-2 and mgz-vitals-3
* insert SlicedByPattern(category)
* category contains vitalSigns 1..1 MS
* category[vitalSigns] = $observation-category#vital-signs
* code.coding 1..*
* subject 1..1
* effective[x] 1..1
* effective[x] only dateTime or Period
* component MS
* hasMember MS
