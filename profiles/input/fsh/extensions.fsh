// The few extensions of our own.

Extension: MgzNtsUrgency
Id: mgz-NtsUrgency
Title: "Urgentie U0 tot U5 | Urgency U0 to U5"
Context: ServiceRequest, Task, Encounter, Composition
* insert Bilingual([[De urgentie die de triage heeft gesteld.]], [[The urgency that triage arrived at.]])
* value[x] 1..1
* value[x] only Coding
* valueCoding from $vs-nts-urgency (required)
* valueCoding.system 1..1
* valueCoding.code 1..1

Extension: MgzSignalingPhase
Id: mgz-SignalingPhase
Title: "Fase van een signaleringsplan | Phase of a signaling plan"
Context: CarePlan.activity
* insert Bilingual([[De fase waarbij deze aanpak hoort en de signalen waaraan die fase te herkennen is.]], [[The phase to which this approach belongs and the signals by which that phase is recognised.]])
* extension contains phase 1..1 MS and signal 1..* MS
* extension[phase].value[x] 1..1
* extension[phase].value[x] only Coding
* extension[phase].valueCoding from $vs-signaling-phase (required)
* extension[phase].valueCoding.system 1..1
* extension[phase].valueCoding.code 1..1
* extension[signal].value[x] 1..1
* extension[signal].value[x] only string

Extension: MgzEmergencyThreshold
Id: mgz-EmergencyThreshold
Title: "Grens voor noodhulp | Emergency threshold"
Context: CarePlan.activity
* insert Bilingual([[Na hoeveel tijd deze handeling nodig is, bijvoorbeeld 112 bellen als een aanval langer duurt dan vijf minuten.]], [[After how much time this act is needed, for example calling the emergency number when a seizure lasts longer than five minutes.]])
* value[x] 1..1
* value[x] only Duration
* valueDuration.value 1..1
* valueDuration.system 1..1
* valueDuration.code 1..1

Extension: MgzDifference
Id: mgz-Difference
Title: "Verschil tussen bronnen | Difference between sources"
Context: Composition.section.entry
* insert Bilingual([[Waarin deze bron verschilt van een andere: hetzelfde middel anders, alleen bij één bron, of het tegendeel. De waarde zegt niet wie gelijk heeft.]], [[In what this source differs from another: the same thing told otherwise, by one source only, or the contrary. It does not say who is right.]])
* extension contains kind 1..1 MS and about 1..1 MS and source 1..1 MS
* extension[kind].value[x] 1..1
* extension[kind].value[x] only Coding
* extension[kind].valueCoding.system 1..1
* extension[kind].valueCoding.code 1..1
* extension[about].value[x] 1..1
* extension[about].value[x] only string
* extension[source].value[x] 1..1
* extension[source].value[x] only Identifier

Extension: MgzAskedService
Id: mgz-AskedService
Title: "Gevraagde dienst | Service that was asked"
Context: Task
* insert Bilingual([[De dienst waaraan een verzoek is gericht. De gateway schrijft dit bij de taak; de eigenaar is de organisatie die het verzoek kreeg.]], [[The service that a request was sent to. The gateway writes it; the owner is the organisation that got the request.]])
* value[x] 1..1
* value[x] only Reference(HealthcareService)

Extension: MgzDue
Id: mgz-Due
Title: "Uiterlijk moment | Due"
Context: Task
* insert Bilingual([[Wanneer het antwoord er moet zijn, of het aanrijdteam ter plaatse. De gateway rekent dit uit.]], [[When the answer has to be there, or the mobile team on site. The gateway computes it.]])
* value[x] 1..1
* value[x] only dateTime

Extension: MgzBreached
Id: mgz-Breached
Title: "Termijn overschreden | Term missed"
Context: Task
* insert Bilingual([[Wanneer de gateway zag dat de termijn voorbij was zonder antwoord.]], [[When the gateway saw that the term had passed without an answer.]])
* value[x] 1..1
* value[x] only dateTime

Extension: MgzCapacity
Id: mgz-Capacity
Title: "Aantal lopende verzoeken | Capacity"
Context: HealthcareService
* insert Bilingual([[Hoeveel lopende verzoeken een dienst tegelijk aanneemt.]], [[How many running requests a service takes at once.]])
* value[x] 1..1
* value[x] only positiveInt
