resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = aws_iam_role.this.arn

  # Supported until April 2028; Lambda streams only from managed Node.js runtimes.
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  handler          = var.handler
  filename         = var.package_path
  source_code_hash = var.package_path == null ? null : filebase64sha256(var.package_path)
  layers           = var.layers

  s3_bucket         = try(var.package_s3.bucket, null)
  s3_key            = try(var.package_s3.key, null)
  s3_object_version = try(var.package_s3.object_version, null)

  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.reserved_concurrency == null ? -1 : var.reserved_concurrency

  # A version for every change: the alias names one, and a rollback returns to one.
  publish = true

  environment {
    variables = var.environment_variables
  }
  kms_key_arn = var.environment_kms_key_arn

  dynamic "vpc_config" {
    for_each = var.vpc[*]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  # Naming the group creates it before the function; Lambda would create one that never expires.
  logging_config {
    log_format = var.log_format
    log_group  = aws_cloudwatch_log_group.this.name
  }

  tags = var.tags

  # Otherwise the first requests, or a warm-up, might lack the permission to read the key, and a
  # function in a VPC could not be created.
  depends_on = [aws_iam_role_policy.this, aws_iam_role_policy.network]
}

# All callers invoke the alias. A deployment points it to a new version, a rollback to an earlier one.
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "Invoked by the function URL"
  function_name    = aws_lambda_function.this.function_name
  function_version = coalesce(var.pinned_version, aws_lambda_function.this.version)
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count = var.provisioned_concurrency == null ? 0 : 1

  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.provisioned_concurrency
}
