resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  log_group_class   = var.log_class
  kms_key_id        = var.log_kms_key_arn

  tags = var.tags
}
