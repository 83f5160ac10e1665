terraform {
  # 1.11 has write-only arguments and S3 locks without DynamoDB.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"

      # 6.28 has invoked_via_function_url: hashicorp/terraform-provider-aws#44858.
      version = ">= 6.28, < 7.0"
    }
  }
}
