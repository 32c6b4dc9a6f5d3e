package nl.mgz.gateway.intake;

import java.util.regex.Pattern;

/** Comments in XML. FHIR gives them no meaning, and HAPI would carry them into JSON as an element that FHIR does not have. */
public final class XmlComments {

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

    private XmlComments() {}

    public static String strip(String xml) {
        return COMMENT.matcher(xml).replaceAll("");
    }
}
