// Consent to share data. Only this scope counts when the gateway decides on access.

Invariant: mgz-privacy-1
Description: "Een geldende toestemming of weigering zegt welke van de twee zij is. | An active consent or refusal says which of the two it is."
Severity: #warning
Expression: "status = 'active' implies provision.type.exists()"

Profile: MgzPrivacyConsent
Parent: Consent
Id: mgz-PrivacyConsent
Title: "Toestemming om gegevens te delen | Consent to share data"
* insert Bilingual([[Wat de cliënt heeft toegestaan of geweigerd: aan wie, voor welke gegevens, waarvoor en hoe lang.]], [[What the client has allowed or refused: to whom, for which data, for what purpose and for how long.]])
* obeys mgz-privacy-1
* status MS
* scope = $consent-scope#patient-privacy
* scope MS
* category MS
* patient 1..1 MS
* patient obeys mgz-subject-1
* dateTime MS
* performer MS
* organization MS
* policy MS
* policyRule MS
* provision MS
* provision.type MS
* provision.period MS
* provision.actor MS
* provision.action MS
* provision.securityLabel MS
* provision.purpose MS
* provision.class MS
* provision.code MS
* provision.data MS
* provision.provision MS
