terraform {
  # 1.11 has write-only arguments and S3 locks without DynamoDB.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"

      # invoked_via_function_url is new in 6.28 (hashicorp/terraform-provider-aws#44858), key_schema in
      # 6.29 (#45357); up to 6.50, changing the fields of a log delivery fails (#48527). The tests use
      # the schema of 6.66.
      version = ">= 6.66, < 7.0"
    }
  }
}
