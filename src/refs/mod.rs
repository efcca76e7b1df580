//! Numbers, dates, deadlines, agencies: what a document refers to.
