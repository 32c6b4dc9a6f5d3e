// The care plans of disability care: what those who meet the client at night need to know.

Profile: MgzCarePlan
Parent: CarePlan
Id: mgz-CarePlan
Title: "Zorgplan | Care plan"
* insert Bilingual([[Een zorgplan waarvoor geen eigen profiel bestaat, en de gemeenschappelijke grond van de vijf soorten uit de gehandicaptenzorg.]], [[A care plan without a profile of its own, and the common ground of the five kinds from disability care.]])
* status MS
* intent MS
* category MS
* title MS
* description MS
* subject MS
* subject obeys mgz-subject-1
* period MS
* created MS
* author MS
* addresses MS
* activity MS
* activity.detail MS
* activity.detail.code MS
* activity.detail.description MS
* note MS

RuleSet: CarePlanKind(code)
* insert SlicedByPattern(category)
* category contains kind 1..1 MS
* category[kind] = $careplan-kind#{code}

RuleSet: EveryActivitySaysWhatToDo
* activity 1..*
* activity.detail 1..1
* activity.detail.description 1..1

Invariant: mgz-signaling-1
Description: "Elke fase komt in een signaleringsplan ten hoogste één keer voor. | Every phase comes at most once in a signaling plan."
Severity: #error
Expression: "activity.extension.where(url = 'https://mgz-gateway.nl/fhir/StructureDefinition/mgz-SignalingPhase').extension.where(url = 'phase').value.code.isDistinct()"

Invariant: mgz-signaling-2
Description: "Een signaleringsplan beschrijft hoe het gaat als het goed gaat: de fase groen. | A signaling plan describes how things are when they go well: the green phase."
Severity: #error
Expression: "activity.extension.where(url = 'https://mgz-gateway.nl/fhir/StructureDefinition/mgz-SignalingPhase').extension.where(url = 'phase').value.where(code = 'green').exists()"

Profile: MgzSignalingPlan
Parent: MgzCarePlan
Id: mgz-SignalingPlan
Title: "Signaleringsplan | Signaling plan"
* insert Bilingual([[Waaraan je ziet hoe het met de cliënt gaat, van groen naar rood, en wat dan helpt. Elke activiteit is een fase: de signalen staan in de extensie, de aanpak in de beschrijving.]], [[How to see how the client is doing, from green to red, and what helps then. Every activity is a phase: the signals are in the extension, the approach is in the description.]])
* obeys mgz-signaling-1 and mgz-signaling-2
* insert CarePlanKind(signaling-plan)
* insert EveryActivitySaysWhatToDo
* activity.extension contains MgzSignalingPhase named phase 1..1 MS

Profile: MgzCommunicationProfile
Parent: MgzCarePlan
Id: mgz-CommunicationProfile
Title: "Communicatieprofiel: zo praat je met mij | Communication profile: how to talk with me"
* insert Bilingual([[Hoe de cliënt begrijpt, zich uit en pijn laat merken. De beschrijving is kort genoeg om te lezen terwijl de telefoon overgaat; de activiteiten werken haar uit.]], [[How the client understands, expresses and shows pain. The description is short enough to be read while the phone rings; the activities give the details.]])
* insert CarePlanKind(communication-profile)
* description 1..1
* activity.detail 1..1
* activity.detail.description 1..1

Profile: MgzCrisisAgreements
Parent: MgzCarePlan
Id: mgz-CrisisAgreements
Title: "Crisisafspraken | Crisis agreements"
* insert Bilingual([[Wat met de cliënt is afgesproken voor als het misgaat, en wie dan te bellen is.]], [[What was agreed with the client for when things go wrong, and whom to call then.]])
* insert CarePlanKind(crisis-agreements)
* insert EveryActivitySaysWhatToDo
* activity.detail.performer MS

Profile: MgzEpilepsyProtocol
Parent: MgzCarePlan
Id: mgz-EpilepsyProtocol
Title: "Epilepsieprotocol | Epilepsy protocol"
* insert Bilingual([[Hoe een aanval eruitziet, wat te doen, welke noodmedicatie, en na hoeveel tijd 112.]], [[What a seizure looks like, what to do, which rescue medication, and after how much time to call the emergency number.]])
* insert CarePlanKind(epilepsy-protocol)
* insert EveryActivitySaysWhatToDo
* activity.extension contains MgzEmergencyThreshold named threshold 0..1 MS

Profile: MgzSwallowingRisk
Parent: MgzCarePlan
Id: mgz-SwallowingRisk
Title: "Slikrisico | Swallowing risk"
* insert Bilingual([[Risico op verslikken: dikte van eten en drinken, houding en toezicht.]], [[Risk of choking: thickness of food and drink, posture and supervision.]])
* insert CarePlanKind(swallowing-risk)
* insert EveryActivitySaysWhatToDo

Profile: MgzDailyBaseline
Parent: MgzCarePlan
Id: mgz-DailyBaseline
Title: "Een gewone dag | Daily baseline"
* insert Bilingual([[Hoe de cliënt op een gewone dag is: eten, slapen, bewegen, stemming, gedrag. Wie de cliënt niet kent, ziet er verandering aan. De beschrijving is kort genoeg om te lezen terwijl de telefoon overgaat.]], [[How the client is on an ordinary day: eating, sleeping, moving, mood, behaviour. Whoever does not know the client tells change by it. The description is short enough to be read while the phone rings.]])
* insert CarePlanKind(daily-baseline)
* description 1..1
* activity.detail 1..1
* activity.detail.description 1..1

Profile: MgzRisks
Parent: MgzCarePlan
Id: mgz-Risks
Title: "Risico's | Risks"
* insert Bilingual([[Waar deze cliënt gevaar loopt of voor anderen kan zijn, en wat dan te doen: vallen, weglopen, agressie, alleen laten.]], [[In what this client is in danger or may be one to others, and what to do then: falling, wandering off, aggression, being left alone.]])
* insert CarePlanKind(risks)
* insert EveryActivitySaysWhatToDo
