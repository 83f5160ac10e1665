locals {
  url = var.domain == null ? aws_apigatewayv2_api.this.api_endpoint : "https://${aws_apigatewayv2_domain_name.this[0].domain_name}"
}

output "url" {
  description = "URL of the API, without a slash at its end."
  value       = local.url

  # With a domain of its own, the URL answers only once the domain leads to the stage.
  depends_on = [aws_apigatewayv2_api_mapping.this, aws_route53_record.alias]
}

output "urls" {
  description = "URL of each route, such as that of POST /chat."
  value       = { for route in var.routes : route => "${local.url}${split(" ", route)[1]}" }

  depends_on = [aws_apigatewayv2_api_mapping.this, aws_route53_record.alias]
}

output "id" {
  description = "Id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "execution_arn" {
  description = "ARN for permissions to call the API."
  value       = aws_apigatewayv2_api.this.execution_arn
}

output "stage_arn" {
  description = "ARN of the stage."
  value       = aws_apigatewayv2_stage.this.arn
}

output "access_log_group" {
  description = "Name of the access log group; null without access logs."
  value       = one(aws_cloudwatch_log_group.access[*].name)
}

output "access_log_group_arn" {
  description = "ARN of the access log group; null without access logs."
  value       = one(aws_cloudwatch_log_group.access[*].arn)
}

output "regional_domain" {
  description = "API Gateway's host name for the custom domain and its Route 53 zone, for records of your own; null without a custom domain."
  value = one([for each in aws_apigatewayv2_domain_name.this : {
    name           = one(each.domain_name_configuration).target_domain_name
    hosted_zone_id = one(each.domain_name_configuration).hosted_zone_id
  }])
}
