# Roles that GitHub Actions takes on by OpenID Connect, so that no key of AWS is kept at GitHub:
#
#   apply          one per environment, for jobs in the GitHub environment of that name
#   plan           one per environment, read-only, for jobs in the GitHub environment NAME-plan
#   pull_request   one, which reads a state and nothing of the stack, for pull requests
#
# An operator applies this once per account, with rights of their own:
#
#   module "github_oidc" {
#     source       = "./modules/github-oidc"
#     repository   = "owner/name"
#     environments = { dev = { state_bucket = "owner-terraform-dev" } }
#   }
#
# `sub` says which GitHub environment a job runs in, but not from which branch: that the environments
# take jobs of the main branch only, and which of them wait for an approval, is set at GitHub.

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
}
