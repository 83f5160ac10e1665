# The names of the stack's resources (function.tf, chat.tf, limits.tf, public_chat.tf, motivator.tf and
# distribution.tf of the root), so that a role can be restricted to them. Exact names, not prefixes:
# `dev` cannot reach `dev2`.
#
# Where AWS assigns ids instead of names, the account is the only boundary: give prod its own
# account.
locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  account   = data.aws_caller_identity.current.account_id

  stacks = { for name in keys(var.environments) : name => "${var.name_prefix}-${name}" }

  # Each function has a role and a log group of the same name.
  function_names = { for name in keys(var.environments) : name => [
    for each in sort(var.handlers) : "${var.name_prefix}-${each}-${name}"
  ] }

  # Unqualified, and with a qualifier for the alias and the versions.
  functions = { for name, all in local.function_names : name => flatten([
    for each in all : [for suffix in ["", ":*"] : "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${each}${suffix}"]
  ]) }

  # What the distribution invokes, and what the HTTP API of the public chat invokes: the alias. AWS does
  # not document which of the two ARNs it checks.
  aliases = { for name in keys(var.environments) : name => flatten([
    for each in setsubtract(var.handlers, ["public"]) : [
      for suffix in ["", ":live"] : "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${var.name_prefix}-${each}-${name}${suffix}"
    ]
  ]) }
  public_aliases = { for name in keys(var.environments) : name => [
    for suffix in ["", ":live"] : "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${var.name_prefix}-public-${name}${suffix}"
  ] if local.has_public_chat }

  roles = { for name, all in local.function_names : name => [
    for each in all : "arn:${local.partition}:iam::${local.account}:role/${each}"
  ] }

  # CloudWatch expects one form or the other, depending on the action: the group, or all within it.
  log_groups = { for name, stack in local.stacks : name => flatten([
    for group in concat(
      [for each in local.function_names[name] : "${local.region}:${local.account}:log-group:/aws/lambda/${each}"],
      [for each in ["aws-waf-logs-", "/aws/vendedlogs/cloudfront/"] : "us-east-1:${local.account}:log-group:${each}${stack}"],
      [for each in local.has_public_chat ? ["/aws/vendedlogs/http-api/${stack}-public"] : [] : "${local.region}:${local.account}:log-group:${each}"],
    ) : [for suffix in ["", ":*"] : "arn:${local.partition}:logs:${group}${suffix}"]
  ]) }

  # A delivery connects the two, and has an id.
  log_deliveries = { for name, stack in local.stacks : name => [
    for each in ["delivery-source:${stack}-access", "delivery-destination:${stack}-access", "delivery:*"] :
    "arn:${local.partition}:logs:us-east-1:${local.account}:${each}"
  ] }

  edge_functions = { for name, stack in local.stacks : name =>
    "arn:${local.partition}:cloudfront::${local.account}:function/${stack}-viewer-request"
  }

  web_acls = { for name, stack in local.stacks : name =>
    "arn:${local.partition}:wafv2:us-east-1:${local.account}:global/webacl/${stack}/*"
  }

  parameters = { for name, each in var.environments : name => [
    for parameter in concat(["gemini-api-key"], local.has_public_chat ? ["address-salt"] : []) :
    "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${var.name_prefix}/${name}/${parameter}"
  ] }

  # The chats' index needs no name: it is changed through its table.
  chat_tables = { for name, stack in local.stacks : name => [
    for each in contains(var.handlers, "chat") ? ["chats", "messages"] : [] :
    "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${stack}-${each}${var.environments[name].table_suffix}"
  ] }
  feedback_tables = { for name, stack in local.stacks : name => [
    for each in contains(var.handlers, "motivator") ? ["feedback"] : [] :
    "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${stack}-${each}"
  ] }
  limits_tables = { for name, stack in local.stacks : name =>
    "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${stack}-limits"
  }
  tables = { for name in keys(var.environments) : name => concat(local.chat_tables[name], local.feedback_tables[name], [local.limits_tables[name]]) }

  has_public_chat = contains(var.handlers, "public")

  boundary_names = { for name in keys(var.environments) : name => "github-${var.name_prefix}-${name}-function-boundary" }
  boundaries     = { for name, each in local.boundary_names : name => "arn:${local.partition}:iam::${local.account}:policy/${each}" }

  # These have ids instead of names.
  distributions = [for type in ["distribution", "origin-access-control", "response-headers-policy"] :
    "arn:${local.partition}:cloudfront::${local.account}:${type}/*"
  ]
  certificates = [for region in concat(["us-east-1"], local.has_public_chat ? [local.region] : []) :
    "arn:${local.partition}:acm:${region}:${local.account}:certificate/*"
  ]

  user_pools = "arn:${local.partition}:cognito-idp:${local.region}:${local.account}:userpool/*"

  # The path of the management API is the resource; the tags of each have a path of their own.
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
  apis     = [for path in ["/apis", "/apis/*"] : "arn:${local.partition}:apigateway:${local.region}::${path}"]
  api_tags = "arn:${local.partition}:apigateway:${local.region}::/tags/*"
  api_domains = [for path in ["/domainnames", "/domainnames/*"] :
    "arn:${local.partition}:apigateway:${local.region}::${path}"
  ]

  states = { for name, each in var.environments : name => {
    bucket = "arn:${local.partition}:s3:::${each.state_bucket}"
    state  = "arn:${local.partition}:s3:::${each.state_bucket}/${each.state_key}"
  } }

  cognito_state  = var.cognito_state == null ? [] : ["arn:${local.partition}:s3:::${var.cognito_state.bucket}/${var.cognito_state.key}"]
  cognito_bucket = var.cognito_state == null ? [] : ["arn:${local.partition}:s3:::${var.cognito_state.bucket}"]
  hosted_zone    = var.hosted_zone_id == null ? [] : ["arn:${local.partition}:route53:::hostedzone/${var.hosted_zone_id}"]
}
