# A distribution in front of functions that exist already. Each needs a function URL of type AWS_IAM,
# on an alias. /notes has its own function.
module "distribution" {
  source = "../../modules/oac-distribution"

  name            = "notes"
  allowed_origins = ["https://www.example.com"]

  function = {
    name  = "chat"
    alias = "live"
    url   = "https://abc123.lambda-url.eu-west-1.on.aws/"
  }

  functions_by_path = {
    notes = {
      name   = "notes"
      alias  = "live"
      url    = "https://def456.lambda-url.eu-west-1.on.aws/"
      routes = [{ path = "/notes", methods = ["GET", "POST"] }, { path = "/notes/*", methods = ["GET", "DELETE"] }]
    }
  }

  access_log_retention_days = 30
}
