# Who may assume which role.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  repository = "example-org/middy-chat"
  environments = {
    dev  = { state_bucket = "example-state-dev" }
    prod = { state_bucket = "example-state-prod" }
  }
}

run "each_role_trusts_one_subject" {
  assert {
    condition = { for name, document in data.aws_iam_policy_document.trust : name => [
      for each in document.statement[0].condition : one(each.values) if each.variable == "token.actions.githubusercontent.com:sub"
      ] } == {
      dev-apply    = ["repo:example-org/middy-chat:environment:dev"]
      dev-plan     = ["repo:example-org/middy-chat:environment:dev-plan"]
      prod-apply   = ["repo:example-org/middy-chat:environment:prod"]
      prod-plan    = ["repo:example-org/middy-chat:environment:prod-plan"]
      pull-request = ["repo:example-org/middy-chat:pull_request"]
    }
    error_message = "Each role must trust exactly one subject: the repository and the environment, or its pull requests."
  }

  assert {
    condition = alltrue(flatten([for document in data.aws_iam_policy_document.trust : [
      for each in document.statement[0].condition : [for value in each.values : length(regexall("[*?]", value)) == 0]
    ]]))
    error_message = "The conditions of trust policies must not contain wildcards."
  }

  assert {
    condition = alltrue(flatten([for document in data.aws_iam_policy_document.trust : [
      for each in document.statement[0].condition : each.test == "StringEquals"
    ]]))
    error_message = "The conditions must compare whole strings."
  }

  assert {
    condition = alltrue([for document in data.aws_iam_policy_document.trust : contains(
      [for each in document.statement[0].condition : join(",", each.values) if each.variable == "token.actions.githubusercontent.com:aud"],
      "sts.amazonaws.com",
    )])
    error_message = "The token must have been issued for STS."
  }

  assert {
    condition = alltrue([for document in data.aws_iam_policy_document.trust :
      length(document.statement) == 1 && document.statement[0].actions == toset(["sts:AssumeRoleWithWebIdentity"])
    ])
    error_message = "A web identity must be the only way to assume a role."
  }

  assert {
    condition = alltrue([for document in data.aws_iam_policy_document.trust :
      one(document.statement[0].principals).type == "Federated" &&
      one(one(document.statement[0].principals).identifiers) == "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    ])
    error_message = "Only GitHub's identity provider may vouch for the token."
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.github : role.max_session_duration == 3600])
    error_message = "A session must last an hour at most."
  }

  # An apply role may change the stack's roles, which it finds by name.
  assert {
    condition     = alltrue([for role in aws_iam_role.github : startswith(role.name, "github-chatbot-")])
    error_message = "The name of a deploy role must not begin like the names of the stack's roles."
  }

  assert {
    condition     = aws_iam_openid_connect_provider.github[0].client_id_list == toset(["sts.amazonaws.com"]) && aws_iam_openid_connect_provider.github[0].url == "https://token.actions.githubusercontent.com"
    error_message = "The provider must be GitHub's, for tokens issued for STS."
  }
}

run "subjects_with_ids" {
  variables {
    repository_ids = { owner = 1234, repository = 567890 }
  }

  assert {
    condition = contains(
      flatten([for each in data.aws_iam_policy_document.trust["prod-apply"].statement[0].condition : tolist(each.values)]),
      "repo:example-org@1234/middy-chat@567890:environment:prod",
    )
    error_message = "With ids, the subject must be repo:OWNER@ID/NAME@ID:…"
  }
}

run "an_existing_provider_is_used" {
  variables {
    identity_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "An account can have only one provider for GitHub, so a second must not be created."
  }
}

run "another_issuer_is_refused" {
  command = plan
  variables {
    identity_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.example.com"
  }
  expect_failures = [var.identity_provider_arn]
}

run "a_boundary_is_set_on_every_role" {
  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/deploy-boundary"
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.github : role.permissions_boundary == "arn:aws:iam::123456789012:policy/deploy-boundary"])
    error_message = "Every deploy role must have the permissions boundary."
  }
}

run "tags" {
  variables {
    tags = { Team = "a" }
  }

  assert {
    condition = alltrue([for tags in concat(
      [for role in aws_iam_role.github : role.tags],
      [for policy in concat(values(aws_iam_policy.github), values(aws_iam_policy.boundary)) : policy.tags],
      [aws_iam_openid_connect_provider.github[0].tags],
    ) : tags == tomap({ Team = "a" })])
    error_message = "Everything must have the tags."
  }
}

run "a_repository_without_an_owner_is_refused" {
  command = plan
  variables {
    repository = "middy-chat"
  }
  expect_failures = [var.repository]
}

run "a_repository_with_a_wildcard_is_refused" {
  command = plan
  variables {
    repository = "example-org/*"
  }
  expect_failures = [var.repository]
}

run "an_invalid_id_is_refused" {
  command = plan
  variables {
    repository_ids = { owner = 0, repository = 567890 }
  }
  expect_failures = [var.repository_ids]
}

run "an_environment_with_a_wildcard_is_refused" {
  command = plan
  variables {
    environments = {
      dev   = { state_bucket = "example-state-dev" }
      "p*d" = { state_bucket = "example-state-prod" }
    }
  }
  expect_failures = [var.environments]
}

# The name would equal that of dev's plan environment, and its apply role that of dev's plan role.
run "an_environment_named_like_a_plan_environment_is_refused" {
  command = plan
  variables {
    environments = {
      dev      = { state_bucket = "example-state-dev" }
      dev-plan = { state_bucket = "example-state-prod" }
    }
  }
  expect_failures = [var.environments]
}

run "two_environments_with_one_state_are_refused" {
  command = plan
  variables {
    environments = {
      dev  = { state_bucket = "example-state" }
      prod = { state_bucket = "example-state" }
    }
  }
  expect_failures = [var.environments]
}

run "an_unknown_pull_request_environment_is_refused" {
  command = plan
  variables {
    pull_request_environment = "staging"
  }
  expect_failures = [var.pull_request_environment]
}
