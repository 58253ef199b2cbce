"""What pages show: values of the library and rows of the record, in the shapes of the components."""
