# The other settings come from `terraform init -backend-config=environments/dev.s3.tfbackend
# -backend-config="bucket=..."`.
terraform {
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

# A state belongs to one environment. Without this check, `init` for dev followed by `apply` with
# prod.tfvars would turn dev into prod, which destroys dev.
resource "terraform_data" "environment" {
  input = var.environment

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == var.environment
      error_message = "This is the state of ${self.output}, not of ${var.environment}: run `terraform init -reconfigure` with the backend file of ${var.environment}."
    }
  }
}
