# Compares the policies with actions.json: what the provider calls for each resource of the stack, on
# which ARN, and where that is written. `source` begins with the path in the provider's repository,
# github.com/hashicorp/terraform-provider-aws, or is a page of AWS or HashiCorp.
#
# A test has no locals: each message computes the list of its condition again, and a list of one
# element stands for a local.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  repository = "example-org/middy-chat"
  handlers   = ["query", "chat", "public", "motivator"]
  environments = {
    prod = {
      state_bucket          = "example-state-prod"
      state_kms_key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      parameter_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/22222222-2222-3333-4444-555555555555"
    }
  }
  pull_request_environment = "prod"
  cognito_state            = { bucket = "example-cognito", key = "cognito/terraform.tfstate" }
  user_pool_enabled        = true
  hosted_zone_id           = "Z1D633PJN98FT9"
}

run "the_roles_may_do_what_the_provider_calls" {
  assert {
    condition = length(flatten([for statements in [flatten([for name in local.grants["prod-plan"] : local.documents[name].statement])] : distinct([
      for call in flatten([for entry in jsondecode(file("tests/actions.json")) : [
        for arn in entry.arns : [for action in try(entry.read, []) : { resource = entry.resource, action = action, arn = arn }]
        ]]) : "${call.resource}: ${call.action} on ${call.arn}" if !anytrue([
        for statement in statements : anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", call.arn))]) if contains(statement.actions, call.action)
      ])
    ])])) == 0
    error_message = "The plan role must be able to read every resource of actions.json, but may not do: ${join("; ", flatten([for statements in [flatten([for name in local.grants["prod-plan"] : local.documents[name].statement])] : distinct([
      for call in flatten([for entry in jsondecode(file("tests/actions.json")) : [
        for arn in entry.arns : [for action in try(entry.read, []) : { resource = entry.resource, action = action, arn = arn }]
        ]]) : "${call.resource}: ${call.action} on ${call.arn}" if !anytrue([
        for statement in statements : anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", call.arn))]) if contains(statement.actions, call.action)
      ])
    ])]))}."
  }

  assert {
    condition = length(flatten([for statements in [flatten([for name in local.grants["prod-apply"] : local.documents[name].statement])] : distinct([
      for call in flatten([for entry in jsondecode(file("tests/actions.json")) : [
        for arn in entry.arns : [for action in concat(try(entry.create, []), try(entry.update, []), try(entry.delete, [])) : { resource = entry.resource, action = action, arn = arn }]
        ]]) : "${call.resource}: ${call.action} on ${call.arn}" if !anytrue([
        for statement in statements : anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", call.arn))]) if contains(statement.actions, call.action)
      ])
    ])])) == 0
    error_message = "The apply role must be able to change every resource of actions.json, but may not do: ${join("; ", flatten([for statements in [flatten([for name in local.grants["prod-apply"] : local.documents[name].statement])] : distinct([
      for call in flatten([for entry in jsondecode(file("tests/actions.json")) : [
        for arn in entry.arns : [for action in concat(try(entry.create, []), try(entry.update, []), try(entry.delete, [])) : { resource = entry.resource, action = action, arn = arn }]
        ]]) : "${call.resource}: ${call.action} on ${call.arn}" if !anytrue([
        for statement in statements : anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", call.arn))]) if contains(statement.actions, call.action)
      ])
    ])]))}."
  }

  # Nothing is granted without a reason, and nothing can be removed unnoticed: each action of a
  # statement is needed for a call that no other statement of the role allows.
  assert {
    condition = length(flatten([for statements in [flatten([for name in local.grants["prod-apply"] : local.documents[name].statement])] : tolist(setsubtract(
      flatten([for statement in statements : [for action in statement.actions : "${statement.sid}: ${action}"]]),
      [for call in distinct(flatten([for entry in jsondecode(file("tests/actions.json")) : [
        for arn in entry.arns : [for action in concat(try(entry.read, []), try(entry.create, []), try(entry.update, []), try(entry.delete, [])) : { action = action, arn = arn }]
        ]])) : join(" and ", compact([
        for statement in statements : anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", call.arn))]) ? "${statement.sid}: ${call.action}" : "" if contains(statement.actions, call.action)
      ]))],
    ))])) == 0
    error_message = "Each action of a statement must serve a call in actions.json that no other statement allows, unlike: ${join("; ", flatten([for statements in [flatten([for name in local.grants["prod-apply"] : local.documents[name].statement])] : tolist(setsubtract(
      flatten([for statement in statements : [for action in statement.actions : "${statement.sid}: ${action}"]]),
      [for call in distinct(flatten([for entry in jsondecode(file("tests/actions.json")) : [
        for arn in entry.arns : [for action in concat(try(entry.read, []), try(entry.create, []), try(entry.update, []), try(entry.delete, [])) : { action = action, arn = arn }]
        ]])) : join(" and ", compact([
        for statement in statements : anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", call.arn))]) ? "${statement.sid}: ${call.action}" : "" if contains(statement.actions, call.action)
      ]))],
    ))]))}."
  }

  assert {
    condition = length(setintersection(
      flatten([for entry in jsondecode(file("tests/actions.json")) : keys(try(entry.withheld, {}))]),
      flatten([for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : tolist(statement.actions)]),
    )) == 0
    error_message = "Calls that are withheld on purpose must not be granted: ${join("; ", setintersection(
      flatten([for entry in jsondecode(file("tests/actions.json")) : keys(try(entry.withheld, {}))]),
      flatten([for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : tolist(statement.actions)]),
    ))}."
  }
}
