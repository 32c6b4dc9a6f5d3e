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
