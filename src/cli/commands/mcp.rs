//! `resume mcp`: serves the résumé to an agent.

use clap::Args;

use crate::cli::context::Context;
use crate::config::Settings;
use crate::library::{CommandResult, Library};
use crate::mcp::{Trust, serve};

/// Serve the résumé to an AI agent, over the Model Context Protocol
///
/// An agent's program starts it and talks to it through standard input and output. `resume history` names the agent
/// as the device of its changes, and `resume undo` takes back each of them. Every call is in `resume ai log`. E-mail,
/// telephone, street and postal code are left out unless the agent asks for them by name.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  resume mcp
  resume mcp --allow-claims")]
pub(crate) struct Mcp {
    /// Let the agent write numbers, names and technologies that nothing supports
    #[arg(long)]
    pub allow_claims: bool,
    /// Let the agent delete
    #[arg(long)]
    pub allow_delete: bool,
}

impl Mcp {
    pub(crate) fn run(self, context: &mut Context) -> CommandResult {
        if context.ui.is_interactive() {
            context.ui.notice("waiting for an agent on standard input; Ctrl-C ends it");
        }
        let (input, output) = context.ui.protocol()?;
        let trust = Trust { claims: self.allow_claims, delete: self.allow_delete };
        let Context { ui, library, environment, flags } = context;
        let mut renew = |library: &mut Library| {
            let settings = Settings::find(environment, flags)?;
            let new = settings.notices.iter().filter(|notice| !library.settings.notices.contains(notice));
            new.for_each(|notice| ui.remark(&format!("{notice}; it is ignored")));
            library.renew(settings);
            Ok(())
        };
        serve(library, &mut renew, input, output, trust)
    }
}
