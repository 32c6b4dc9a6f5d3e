package nl.mgz.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import nl.mgz.gateway.definitions.DefinitionSettings;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.terminology.CodeExpansion;
import nl.mgz.gateway.terminology.CodeQuestions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One set of definitions, one support chain, one validator for the whole node. */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

    @Bean
    Definitions definitions(FhirContext context, DefinitionSettings settings) {
        return Definitions.load(context, settings.packages());
    }

    @Bean
    SupportChain supportChain(FhirContext context, Definitions definitions) {
        return new SupportChain(context, definitions);
    }

    @Bean
    CodeExpansion codeExpansion(SupportChain support) {
        return new CodeExpansion(support.terminology());
    }

    @Bean
    CodeQuestions codeQuestions(SupportChain support, Definitions definitions) {
        return new CodeQuestions(support.terminology(), definitions);
    }

    @Bean
    ResourceValidator resourceValidator(FhirContext context, Definitions definitions, SupportChain support) {
        return new ResourceValidator(context, definitions, support);
    }
}
