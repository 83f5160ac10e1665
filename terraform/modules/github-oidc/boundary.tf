# The most that the functions' roles may do, whatever their own policies say. The deploy roles can
# write those policies and the functions' code, but not this one. It has every permission of
# modules/streaming-function and of the root's chat.tf, limits.tf, models.tf and motivator.tf.
data "aws_iam_policy_document" "boundary" {
  for_each = local.stacks

  statement {
    sid     = "Logs"
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [for each in local.function_names[each.key] :
      "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/lambda/${each}:*"
    ]
  }

  statement {
    sid       = "Parameters"
    actions   = ["ssm:GetParameter"]
    resources = local.function_parameters[each.key]
  }

  dynamic "statement" {
    for_each = length(local.function_keys[each.key]) == 0 ? [] : [local.function_keys[each.key]]

    content {
      sid       = "Keys"
      actions   = ["kms:Decrypt"]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:PARAMETER_ARN"
        values   = local.function_parameters[each.key]
      }
    }
  }

  # IAM defines no resource for these two actions.
  statement {
    sid       = "Traces"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(local.chat_tables[each.key]) == 0 ? [] : [local.chat_tables[each.key]]

    content {
      sid = "Tables"
      actions = [
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
      ]
      resources = flatten([for arn in statement.value : [arn, "${arn}/index/by_user"]])
    }
  }

  dynamic "statement" {
    for_each = length(local.feedback_tables[each.key]) == 0 ? [] : [local.feedback_tables[each.key]]

    content {
      sid       = "Feedback"
      actions   = ["dynamodb:PutItem"]
      resources = statement.value
    }
  }

  statement {
    sid       = "Limits"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [local.limits_tables[each.key]]
  }

  # Any model or agent: their choice is the stack's, and an inference profile leads to other regions.
  dynamic "statement" {
    for_each = length(setintersection(var.handlers, ["chat", "public", "motivator"])) == 0 ? [] : ["arn:${local.partition}:bedrock:*:*:*"]

    content {
      sid       = "Models"
      actions   = ["bedrock:InvokeAgent", "bedrock:InvokeModelWithResponseStream"]
      resources = [statement.value]
    }
  }
}

locals {
  function_parameters = { for name, each in var.environments : name => concat(local.parameters[name], [
    for parameter in each.existing_parameters :
    "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${trimprefix(parameter.name, "/")}"
  ]) }

  function_keys = { for name, each in var.environments : name =>
    distinct(compact(concat([each.parameter_kms_key_arn], each.existing_parameters[*].kms_key_arn)))
  }
}

resource "aws_iam_policy" "boundary" {
  for_each = local.boundary_names

  name        = each.value
  description = "Permissions boundary of the functions of ${local.stacks[each.key]}"
  policy      = data.aws_iam_policy_document.boundary[each.key].json

  tags = var.tags
}
