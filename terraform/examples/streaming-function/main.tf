# A handler of your own behind CloudFront. The package is a zip file with index.mjs, which exports
# `handler`, such as the one of "Your first Lambda" in the repository's README.
module "function" {
  source = "../../modules/streaming-function"

  name         = "countdown"
  package_path = var.package_path
}

module "distribution" {
  source = "../../modules/oac-distribution"

  name = "countdown"
  function = {
    name  = module.function.function_name
    alias = module.function.alias
    url   = module.function.url
  }
}
