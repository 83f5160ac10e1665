output "endpoint" {
  description = "URL of the function. A POST needs the header x-amz-content-sha256 with the hash of its body."
  value       = "https://${module.distribution.domain_name}/"
}
