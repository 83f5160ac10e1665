output "domain_name" {
  description = "Host name of both functions."
  value       = module.distribution.domain_name
}
