locals {
  owner = split("/", var.repository)[0]
  name  = split("/", var.repository)[1]

  # The ids protect the claim if someone else takes over the name once it is free.
  # https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
  subject = (
    var.repository_ids == null
    ? "repo:${var.repository}"
    : "repo:${local.owner}@${var.repository_ids.owner}/${local.name}@${var.repository_ids.repository}"
  )

  subjects = merge(
    { for name in keys(var.environments) : "${name}-apply" => "${local.subject}:environment:${name}" },
    { for name in keys(var.environments) : "${name}-plan" => "${local.subject}:environment:${name}-plan" },
    { "pull-request" = "${local.subject}:pull_request" },
  )
}

# StringEquals with one whole subject each: a pattern would also admit other environments, or
# repositories whose names begin the same way.
data "aws_iam_policy_document" "trust" {
  for_each = local.subjects

  statement {
    sid     = "GitHubActions"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = [each.value]
    }
  }
}
