# The Bedrock models of the public chat and of the motivator: a first one, and a second one for when it
# fails.
data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  gpt_oss = {
    arn                = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/openai.gpt-oss-120b-1:0"
    profile_model_arns = toset([])
  }

  bedrock_functions = { public_chat = var.public_chat, motivator = var.motivator }

  bedrock_models = { for function, chosen in local.bedrock_functions : function => {
    first    = chosen.model == null ? local.gpt_oss : chosen.model
    fallback = chosen.fallback_model
  } if chosen != null }

  # By their ids where AWS has one, because each answer of the public chat names its model, and an ARN
  # would tell the account's number.
  bedrock_model_ids = { for function, models in local.bedrock_models : function => {
    for name, model in models : name => try(replace(model.arn, "/^.*:(foundation-model|inference-profile)[/]/", ""), null)
  } }

  bedrock_permissions = { for function, models in local.bedrock_models : function => merge(
    {
      Models = {
        actions   = ["bedrock:InvokeModelWithResponseStream"]
        resources = [for model in [models.first, models.fallback] : model.arn if model != null]
      }
    },

    # As for stored chats: the models of an inference profile may be called only through it.
    { for name, model in models : "${title(name)}ModelsOfProfile" => {
      actions   = ["bedrock:InvokeModelWithResponseStream"]
      resources = model.profile_model_arns
      condition = { variable = "bedrock:InferenceProfileArn", values = [model.arn] }
    } if try(length(model.profile_model_arns), 0) > 0 },
  ) }
}
