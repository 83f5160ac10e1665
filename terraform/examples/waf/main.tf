# A web ACL for a distribution of your own: set its web_acl_id to the output.
module "waf" {
  source = "../../modules/waf"

  name              = "notes"
  rate_limit        = 500
  allowed_countries = ["DE", "KR"]
}
