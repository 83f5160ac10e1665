resource "aws_iam_role" "github" {
  for_each = local.subjects

  name                 = "github-${var.name_prefix}-${each.key}"
  description          = "GitHub Actions, ${each.value}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600
  permissions_boundary = var.permissions_boundary_arn

  tags = var.tags
}

# Managed policies, in parts: a role's inline policies may have 10,240 characters in total, and one
# managed policy 6,144. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
locals {
  documents = merge(flatten([
    for name in keys(var.environments) : [{
      "${name}-lookups"         = data.aws_iam_policy_document.lookups[name]
      "${name}-stack"           = data.aws_iam_policy_document.stack[name]
      "${name}-edge"            = data.aws_iam_policy_document.edge[name]
      "${name}-change-data"     = data.aws_iam_policy_document.change_data[name]
      "${name}-change-function" = data.aws_iam_policy_document.change_function[name]
      "${name}-change-edge"     = data.aws_iam_policy_document.change_edge[name]
      }, local.has_public_chat ? {
      "${name}-change-api" = data.aws_iam_policy_document.change_api[name]
      } : {}, var.user_pool_enabled ? {
      "${name}-change-user-pool" = data.aws_iam_policy_document.change_user_pool[name]
    } : {}]
  ])...)

  # A pull request's plan compares with the state (-refresh=false -lock=false), so it need not see
  # the stack. Anyone who can push a branch can change the workflow and use this role. So it must
  # not read what they may not, including the parameter, whose value a refresh would decrypt.
  grants = merge(
    { for name in keys(var.environments) : "${name}-apply" => concat(
      ["${name}-lookups", "${name}-stack", "${name}-edge", "${name}-change-data", "${name}-change-function", "${name}-change-edge"],
      local.has_public_chat ? ["${name}-change-api"] : [],
      var.user_pool_enabled ? ["${name}-change-user-pool"] : [],
    ) },
    { for name in keys(var.environments) : "${name}-plan" => ["${name}-lookups", "${name}-stack", "${name}-edge"] },
    { "pull-request" = ["${var.pull_request_environment}-lookups"] },
  )

  attachments = merge([
    for role, policies in local.grants : { for policy in policies : "${role}/${policy}" => { role = role, policy = policy } }
  ]...)
}

resource "aws_iam_policy" "github" {
  for_each = local.documents

  name        = "github-${var.name_prefix}-${each.key}"
  description = "For the GitHub Actions roles of ${var.repository}"
  policy      = each.value.json

  tags = var.tags
}

resource "aws_iam_role_policy_attachment" "github" {
  for_each = local.attachments

  role       = aws_iam_role.github[each.value.role].name
  policy_arn = aws_iam_policy.github[each.value.policy].arn
}
