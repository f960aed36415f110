//! Views that show a value whole.

/// Makes the view of a struct: its fields by the same names, in this order, and further ones behind them. It is taken
/// apart whole, so that a new field does not compile before it is printed.
macro_rules! view {
    (
        $(#[$meta:meta])*
        struct $view:ident of $whole:ident {
            $($field:ident: $type:ty $(= $shown:expr)?,)*
        }
        with { $($(#[$of:meta])* $more:ident: $other:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, serde::Serialize)]
        pub(crate) struct $view<'a> {
            $($field: &'a $type,)*
            $($(#[$of])* $more: $other,)*
        }

        impl<'a> $view<'a> {
            fn new($whole { $($field,)* }: &'a $whole, $($more: $other),*) -> Self {
                $($(let $field = $shown;)?)*
                Self { $($field,)* $($more,)* }
            }
        }
    };
}

/// Whether the database has it as it is here.
pub(super) fn sync(pending: bool) -> &'static str {
    if pending { "pending" } else { "synced" }
}
