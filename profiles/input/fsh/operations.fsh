// Operations of our own.

Instance: mgz-current-directives
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-current-directives"
* version = "0.1.0"
* name = "MgzCurrentDirectives"
* title = "Geldende behandelgrenzen | Treatment directives that hold now"
* status = #active
* kind = #operation
* publisher = "MGZ Gateway"
* description = "Per behandeling de grens die nu geldt; vervangen en beëindigde grenzen blijven weg. | Of each treatment the directive that holds now; replaced and ended ones are left out."
* code = #current-directives
* resource = #Consent
* system = false
* type = true
* instance = false
* affectsState = false
* parameter[0].name = #patient
* parameter[0].use = #in
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "Reference to, or id of, one patient"
* parameter[0].type = #string
* parameter[1].name = #return
* parameter[1].use = #out
* parameter[1].min = 1
* parameter[1].max = "1"
* parameter[1].documentation = "A searchset Bundle of Consents"
* parameter[1].type = #Bundle

Instance: mgz-access-log
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-access-log"
* version = "0.1.0"
* name = "MgzAccessLog"
* title = "Inzageoverzicht | Access log"
* status = #active
* kind = #operation
* publisher = "MGZ Gateway"
* description = "Wie welke gegevens van deze cliënt wanneer beschikbaar maakte, opvroeg of inzag, en wie ze niet kreeg (Wabvpz artikel 15e, NEN 7513). | Who made which data of this client available, asked for them or saw them, and when, and who asked and did not get them (Wabvpz article 15e, NEN 7513)."
* code = #access-log
* resource = #Patient
* system = false
* type = false
* instance = true
* affectsState = false
* parameter[0].name = #start
* parameter[0].use = #in
* parameter[0].min = 0
* parameter[0].max = "1"
* parameter[0].documentation = "First day to show, in Dutch time; without it, from the first line that is kept"
* parameter[0].type = #date
* parameter[1].name = #end
* parameter[1].use = #in
* parameter[1].min = 0
* parameter[1].max = "1"
* parameter[1].documentation = "Last day to show, in Dutch time; without it, until now"
* parameter[1].type = #date
* parameter[2].name = #format
* parameter[2].use = #in
* parameter[2].min = 0
* parameter[2].max = "1"
* parameter[2].documentation = "fhir (default): AuditEvents; text, csv or pdf: the same for a person to read, in Dutch"
* parameter[2].type = #code
* parameter[3].name = #return
* parameter[3].use = #out
* parameter[3].min = 1
* parameter[3].max = "1"
* parameter[3].documentation = "A searchset Bundle of AuditEvents, newest first; for format text, csv and pdf a Binary"
* parameter[3].type = #Resource

Instance: mgz-break-glass
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-break-glass"
* version = "0.1.0"
* name = "MgzBreakGlass"
* title = "Noodtoegang | Break-glass"
* status = #active
* kind = #operation
* publisher = "MGZ Gateway"
* description = "Opent vier uur lang, voor deze persoon, deze organisatie en deze cliënt, wat bij nood nodig is: persoonsgegevens, samenvatting, medicatie, allergieën, waarschuwingen, behandelgrenzen en contactpersonen. Een weigering van de cliënt blijft staan. | Opens for four hours, for this person, this organisation and this patient, what an emergency needs: who somebody is, summary, medication, allergies, alerts, limits of treatment and contacts. A refusal of the patient stands."
* code = #break-glass
* resource = #Patient
* system = false
* type = true
* instance = true
* affectsState = true
* parameter[0].name = #ground
* parameter[0].use = #in
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "unable-to-consent or vital-interest"
* parameter[0].type = #code
* parameter[1].name = #reason
* parameter[1].use = #in
* parameter[1].min = 1
* parameter[1].max = "1"
* parameter[1].documentation = "Why, in words of one's own: at least 10 signs that are no white space"
* parameter[1].type = #string
* parameter[2].name = #identifier
* parameter[2].use = #in
* parameter[2].min = 0
* parameter[2].max = "1"
* parameter[2].documentation = "At type level: the BSN; never in a URL"
* parameter[2].type = #Identifier
* parameter[3].name = #birthDate
* parameter[3].use = #in
* parameter[3].min = 0
* parameter[3].max = "1"
* parameter[3].documentation = "At type level: the day of birth"
* parameter[3].type = #date
* parameter[4].name = #until
* parameter[4].use = #out
* parameter[4].min = 1
* parameter[4].max = "1"
* parameter[4].documentation = "Until when it holds; the same whether the patient is known, refuses or has no data"
* parameter[4].type = #instant
* parameter[5].name = #text
* parameter[5].use = #out
* parameter[5].min = 1
* parameter[5].max = "1"
* parameter[5].documentation = "What it opens and who is told, in Dutch"
* parameter[5].type = #string

Instance: mgz-judge
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-judge"
* version = "0.1.0"
* name = "MgzJudge"
* title = "Noodtoegang beoordelen | Judge broken glass"
* status = #active
* kind = #operation
* publisher = "MGZ Gateway"
* description = "Sluit de beoordeling van een noodtoegang met een oordeel en een uitleg, één keer. | Closes the review of broken glass with a judgement and why, once."
* code = #judge
* resource = #Task
* system = false
* type = false
* instance = true
* affectsState = true
* parameter[0].name = #outcome
* parameter[0].use = #in
* parameter[0].min = 1
* parameter[0].max = "1"
* parameter[0].documentation = "justified or not-justified"
* parameter[0].type = #code
* parameter[1].name = #text
* parameter[1].use = #in
* parameter[1].min = 1
* parameter[1].max = "1"
* parameter[1].documentation = "Why, in words of one's own; the patient will read it"
* parameter[1].type = #string
* parameter[2].name = #return
* parameter[2].use = #out
* parameter[2].min = 1
* parameter[2].max = "1"
* parameter[2].documentation = "The review, completed"
* parameter[2].type = #Task
