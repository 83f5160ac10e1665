# How long the policies become: IAM refuses a managed policy of more than 6,144 characters when it is
# created, which no plan shows. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
#
# Mocked documents have no JSON, so it is written here, without what AWS adds around the statements.

mock_provider "aws" {
  source = "./tests/mocks"
}

# Everything that a stack can have, under the longest names.
variables {
  repository               = "example-org/middy-chat"
  name_prefix              = "a-prefix-of-20-chars"
  handlers                 = ["query", "chat", "public", "motivator"]
  pull_request_environment = "staging"
  environments = {
    staging = {
      state_bucket          = "a-bucket-whose-name-is-as-long-as-s3-allows-which-is-63-letters"
      state_kms_key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      parameter_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/22222222-2222-3333-4444-555555555555"
      table_suffix          = "-restored-2026-11-30"
    }
  }
  cognito_state     = { bucket = "a-bucket-whose-name-is-as-long-as-s3-allows-which-is-63-letters", key = "cognito/terraform.tfstate" }
  hosted_zone_id    = "Z1D633PJN98FT9"
  user_pool_enabled = true
}

run "every_policy_fits" {
  assert {
    condition = alltrue([for document in concat(values(local.documents), values(data.aws_iam_policy_document.boundary)) : length(jsonencode([
      for statement in document.statement : {
        Sid       = statement.sid
        Effect    = "Allow"
        Action    = statement.actions
        Resource  = statement.resources
        Condition = { for each in statement.condition : each.test => { (each.variable) = each.values } }
      }
    ])) <= 6100])
    error_message = "A policy must have at most 6,144 characters: ${jsonencode({ for name, document in merge(local.documents, data.aws_iam_policy_document.boundary) : name => length(jsonencode([
      for statement in document.statement : {
        Sid       = statement.sid
        Effect    = "Allow"
        Action    = statement.actions
        Resource  = statement.resources
        Condition = { for each in statement.condition : each.test => { (each.variable) = each.values } }
      }
    ])) })}."
  }
}
