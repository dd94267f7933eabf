"""What goes out to suppliers and what comes back: workbooks of questions, read and checked."""
