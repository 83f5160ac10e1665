# Roles that GitHub Actions assumes through OpenID Connect, so that no AWS key is stored at GitHub:
#
#   apply          one per environment, for jobs in the GitHub environment of that name
#   plan           one per environment, read-only, for jobs in the GitHub environment NAME-plan
#   pull_request   one, for pull requests, which reads a state but nothing of the stack
#
# An operator applies this once per account, with their own permissions:
#
#   module "github_oidc" {
#     source       = "./modules/github-oidc"
#     repository   = "owner/name"
#     environments = { dev = { state_bucket = "owner-terraform-dev" } }
#   }
#
# `sub` says which GitHub environment a job runs in, but not from which branch. Configure at GitHub
# that the environments accept only jobs of the main branch, and which of them wait for an approval.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.identity_provider_arn != null ? var.identity_provider_arn : aws_iam_openid_connect_provider.github[0].arn
}

# No thumbprint: AWS checks GitHub's certificate against its own list of authorities.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.identity_provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]

  tags = var.tags
}
