# The region is AWS_REGION's, for the backend as well; what must be in us-east-1 says so itself.
provider "aws" {
  default_tags {
    tags = {
      Project     = var.project
      Environment = var.environment
      ManagedBy   = "terraform"
    }
  }
}
