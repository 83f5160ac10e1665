# A request body is a learner's code and chat, and legitimate code looks like an attack: a script
# tag, a path with ../, a URL of localhost, `Runtime.getRuntime().exec`, `${jndi:`. And
# SizeRestrictions_BODY stops at 8 KB, which a long chat exceeds. So every managed rule that
# inspects the body only counts, and the others block. This loses nothing: the handler only parses
# the body as JSON, checks it against a schema and limits its size itself; nothing runs it.
#
# To make one of them block, once its metric or the log shows that it hits no legitimate request:
#
#   blocking_body_rules = ["EC2MetaDataSSRF_BODY"]
#
# All rules are named, because only an override can give a block the CORS headers. A rule that AWS
# adds to a group blocks without them until it is listed here.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
locals {
  body_rules = {
    AWSManagedRulesKnownBadInputsRuleSet = [
      "JavaDeserializationRCE_BODY",
      "Log4JRCE_BODY",
      "ReactJSRCE_BODY",
    ]
    AWSManagedRulesCommonRuleSet = [
      "CrossSiteScripting_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "SizeRestrictions_BODY",
    ]
  }

  other_rules = {
    AWSManagedRulesKnownBadInputsRuleSet = [
      "ExploitablePaths_URIPATH",
      "Host_localhost_HEADER",
      "JavaDeserializationRCE_HEADER",
      "JavaDeserializationRCE_QUERYSTRING",
      "JavaDeserializationRCE_URIPATH",
      "Log4JRCE_HEADER",
      "Log4JRCE_QUERYSTRING",
      "Log4JRCE_URIPATH",
      "PROPFIND_METHOD",
    ]
    AWSManagedRulesCommonRuleSet = [
      "CrossSiteScripting_COOKIE",
      "CrossSiteScripting_QUERYARGUMENTS",
      "CrossSiteScripting_URIPATH",
      "EC2MetaDataSSRF_COOKIE",
      "EC2MetaDataSSRF_QUERYARGUMENTS",
      "EC2MetaDataSSRF_URIPATH",
      "GenericLFI_QUERYARGUMENTS",
      "GenericLFI_URIPATH",
      "GenericRFI_QUERYARGUMENTS",
      "GenericRFI_URIPATH",
      "NoUserAgent_HEADER",
      "RestrictedExtensions_QUERYARGUMENTS",
      "RestrictedExtensions_URIPATH",
      "SizeRestrictions_Cookie_HEADER",
      "SizeRestrictions_QUERYSTRING",
      "SizeRestrictions_URIPATH",
      "UserAgent_BadBots_HEADER",
    ]
  }

  # In order of evaluation; the cheap rules come before them.
  rule_groups = {
    AWSManagedRulesKnownBadInputsRuleSet = 3
    AWSManagedRulesCommonRuleSet         = 4
  }
}
