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
