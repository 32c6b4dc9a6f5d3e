// Asking a colleague: meekijkconsult, achterwacht, aanrijdteam. The ServiceRequest holds the question, the Task tracks it.

Profile: MgzServiceRequest
Parent: ServiceRequest
Id: mgz-ServiceRequest
Title: "Zorgverzoek | Service request"
* insert Bilingual([[Een verwijzing of ander verzoek om zorg.]], [[A referral or other request for care.]])
* status MS
* intent MS
* category MS
* priority MS
* code MS
* subject MS
* subject obeys mgz-subject-1
* occurrence[x] MS
* authoredOn MS
* requester MS
* performer MS
* reasonCode MS
* reasonReference MS
* supportingInfo MS

Profile: MgzConsultationRequest
Parent: MgzServiceRequest
Id: mgz-ConsultationRequest
Title: "Verzoek om een collega | Request for a colleague"
* insert Bilingual([[De vraag aan een collega: meekijkconsult, achterwacht of aanrijdteam. Zonder vraag in woorden geen verzoek; de vrager blijft behandelaar.]], [[The question to a colleague: advice at a distance, doctor on call or mobile nursing team. No request without a question in words; the one who asks stays responsible.]])
* extension contains MgzNtsUrgency named urgency 0..1 MS
* intent = #order
* category 1..1
* category from $vs-consultation-kind (required)
* priority 1..1
* authoredOn 1..1
* requester 1..1
* requester obeys mgz-reference-1
* reasonCode 1..*
* reasonCode.text 1..1 MS

Profile: MgzTask
Parent: Task
Id: mgz-Task
Title: "Taak | Task"
* insert Bilingual([[Werk voor een cliënt dat bij iemand ligt.]], [[Work for a client that is with somebody.]])
* status MS
* businessStatus MS
* intent MS
* priority MS
* code MS
* focus MS
* for 1..1 MS
* for obeys mgz-subject-1
* executionPeriod MS
* authoredOn MS
* requester MS
* owner MS
* restriction MS
* restriction.period MS
* input MS
* output MS

Invariant: mgz-consultation-1
Description: "Een afgewezen of mislukte taak zegt waarom. | A rejected or failed task says why."
Severity: #error
Expression: "(status = 'rejected' or status = 'failed') implies (statusReason.exists() or note.exists())"

Profile: MgzConsultationTask
Parent: MgzTask
Id: mgz-ConsultationTask
Title: "Taak bij een verzoek om een collega | Task of a request for a colleague"
* insert Bilingual([[Volgt één verzoek bij één ontvanger. Zolang de taak loopt is zij voor de ontvanger de grond om gegevens te zien; restriction.period zegt tot wanneer.]], [[Follows one request with one receiver. While it runs the task is the ground on which the receiver sees data; restriction.period says until when.]])
* obeys mgz-consultation-1
* extension contains MgzNtsUrgency named urgency 0..1 MS
* intent = #order
* code 1..1
* code from $vs-consultation-kind (required)
* focus 1..1
* focus obeys mgz-reference-1
* authoredOn 1..1
* requester 1..1
* requester obeys mgz-reference-1
* owner 1..1
* owner obeys mgz-reference-1
* statusReason MS
