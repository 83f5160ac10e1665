# Compares the policies with actions.json: what the provider calls for each resource of the stack, on
# which ARN, and where that is written. `source` begins with the path in the provider's repository,
# github.com/hashicorp/terraform-provider-aws, or is a page of AWS or HashiCorp.
#
# A test has no locals, so each message computes its condition's list again.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  repository = "example-org/middy-chat"
  handlers   = ["query", "chat"]
  environments = {
    prod = {
      state_bucket          = "example-state-prod"
      state_kms_key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      parameter_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/22222222-2222-3333-4444-555555555555"
    }
  }
  pull_request_environment = "prod"
  cognito_state            = { bucket = "example-cognito", key = "cognito/terraform.tfstate" }
  hosted_zone_id           = "Z1D633PJN98FT9"
}

run "the_roles_may_do_what_the_provider_calls" {
  assert {
    condition = length(distinct(flatten([for entry in jsondecode(file("tests/actions.json")) : [
      for arn in entry.arns : [
        for action in try(entry.read, []) : "${entry.resource}: ${action} on ${arn}" if !anytrue([
          for statement in flatten([for name in local.grants["prod-plan"] : local.documents[name].statement]) :
          contains(statement.actions, action) && anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", arn))])
        ])
      ]
    ]]))) == 0
    error_message = "The plan role must be able to read every resource of actions.json, but may not do: ${join(", ", distinct(flatten([for entry in jsondecode(file("tests/actions.json")) : [
      for arn in entry.arns : [
        for action in try(entry.read, []) : "${entry.resource}: ${action} on ${arn}" if !anytrue([
          for statement in flatten([for name in local.grants["prod-plan"] : local.documents[name].statement]) :
          contains(statement.actions, action) && anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", arn))])
        ])
      ]
    ]])))}."
  }

  assert {
    condition = length(distinct(flatten([for entry in jsondecode(file("tests/actions.json")) : [
      for arn in entry.arns : [
        for action in concat(try(entry.create, []), try(entry.update, []), try(entry.delete, [])) : "${entry.resource}: ${action} on ${arn}" if !anytrue([
          for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) :
          contains(statement.actions, action) && anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", arn))])
        ])
      ]
    ]]))) == 0
    error_message = "The apply role must be able to change every resource of actions.json, but may not do: ${join(", ", distinct(flatten([for entry in jsondecode(file("tests/actions.json")) : [
      for arn in entry.arns : [
        for action in concat(try(entry.create, []), try(entry.update, []), try(entry.delete, [])) : "${entry.resource}: ${action} on ${arn}" if !anytrue([
          for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) :
          contains(statement.actions, action) && anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", arn))])
        ])
      ]
    ]])))}."
  }

  # Nothing is granted without a reason, and nothing can be removed unnoticed: each action of a
  # statement is needed for a call that no other statement of the role allows.
  assert {
    condition = length(flatten([for own in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : [
      for action in own.actions : "${own.sid}: ${action}" if !anytrue(flatten([
        for entry in jsondecode(file("tests/actions.json")) : [
          for arn in entry.arns : [
            for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : statement.sid
            if contains(statement.actions, action) && anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", arn))])
          ] == [own.sid]
        ] if contains(concat(try(entry.read, []), try(entry.create, []), try(entry.update, []), try(entry.delete, [])), action)
      ]))
    ]])) == 0
    error_message = "Each action of a statement must serve a call in actions.json that no other statement allows, unlike: ${join(", ", flatten([for own in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : [
      for action in own.actions : "${own.sid}: ${action}" if !anytrue(flatten([
        for entry in jsondecode(file("tests/actions.json")) : [
          for arn in entry.arns : [
            for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : statement.sid
            if contains(statement.actions, action) && anytrue([for pattern in statement.resources : can(regex("^${replace(replace(pattern, ".", "[.]"), "*", ".*")}$", arn))])
          ] == [own.sid]
        ] if contains(concat(try(entry.read, []), try(entry.create, []), try(entry.update, []), try(entry.delete, [])), action)
      ]))
    ]]))}."
  }

  assert {
    condition = length(setintersection(
      flatten([for entry in jsondecode(file("tests/actions.json")) : keys(try(entry.withheld, {}))]),
      flatten([for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : tolist(statement.actions)]),
    )) == 0
    error_message = "Calls that are withheld on purpose must not be granted: ${join(", ", setintersection(
      flatten([for entry in jsondecode(file("tests/actions.json")) : keys(try(entry.withheld, {}))]),
      flatten([for statement in flatten([for name in local.grants["prod-apply"] : local.documents[name].statement]) : tolist(statement.actions)]),
    ))}."
  }
}
