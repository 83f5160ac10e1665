# The region comes from AWS_REGION, also for the backend; resources in us-east-1 say so themselves.
provider "aws" {
  default_tags {
    tags = {
      Project     = var.project
      Environment = var.environment
      ManagedBy   = "terraform"
    }
  }
}
