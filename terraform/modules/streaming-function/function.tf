resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = aws_iam_role.this.arn

  # Supported until April 2028; Lambda streams only from managed Node.js runtimes.
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  handler          = var.handler
  filename         = var.package_path
  source_code_hash = filebase64sha256(var.package_path)

  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.reserved_concurrency == null ? -1 : var.reserved_concurrency

  # A version for every change: the alias names one, and a rollback returns to one.
  publish = true

  environment {
    variables = var.environment_variables
  }

  tracing_config {
    mode = var.tracing_enabled ? "Active" : "PassThrough"
  }

  # Naming the group creates it before the function; Lambda would create one that never expires.
  logging_config {
    log_format = var.log_format
    log_group  = aws_cloudwatch_log_group.this.name
  }

  # Otherwise the first requests, or a warm-up, might lack the permission to read the key.
  depends_on = [aws_iam_role_policy.this]
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
